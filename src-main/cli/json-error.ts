/** Finds where a text stops being JSON, because the messages of `JSON.parse` do not always tell. */

/** Line and column of the first character that cannot be, both from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const NUMBER_OR_WORD = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** @param text a text that `JSON.parse` refused */
export function findJsonError(text: string): TextPlace {
  const before = text.slice(0, new Reader(text).wrongOffset()).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Reads one value; every method answers whether it found what it looked for, and stays before what it did not. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  wrongOffset(): number {
    this.#value();
    this.#token(SPACE);
    return this.#at;
  }

  #value(): boolean {
    if (this.#mark('{')) return this.#list('}', () => this.#member());
    if (this.#mark('[')) return this.#list(']', () => this.#value());
    return this.#token(STRING) || this.#token(NUMBER_OR_WORD);
  }

  #member(): boolean {
    this.#token(SPACE);
    return this.#token(STRING) && this.#mark(':') && this.#value();
  }

  #list(end: string, entry: () => boolean): boolean {
    if (this.#mark(end)) return true;
    while (entry()) {
      if (this.#mark(end)) return true;
      if (!this.#mark(',')) return false;
    }
    return false;
  }

  #mark(mark: string): boolean {
    this.#token(SPACE);
    if (this.#text[this.#at] !== mark) return false;
    this.#at++;
    this.#token(SPACE);
    return true;
  }

  #token(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }
}
