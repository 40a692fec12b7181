/** Finds where a text stops being JSON, because the messages of `JSON.parse` do not always tell. */

/** Line and column of the first character that cannot be, both from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

const TOKEN =
  /\s*(?:([{}[\],:])|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;

/** @param text a text that `JSON.parse` refused */
export function findJsonError(text: string): TextPlace {
  return placeOf(text, firstWrongOffset(text));
}

/** What may come next: a value, a value or the end of the list, a key, a key or the end of the object, or what follows a value. */
type Expectation = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'after';

function firstWrongOffset(text: string): number {
  const open: ('{' | '[')[] = [];
  let expectation: Expectation = 'value';
  let offset = 0;
  while (true) {
    TOKEN.lastIndex = offset;
    const match = TOKEN.exec(text);
    const start = offset + (/^\s*/.exec(text.slice(offset))?.[0].length ?? 0);
    if (match === null) return start;
    const isDone: boolean = expectation === 'after' && open.length === 0;
    const next: Expectation | null = isDone
      ? null
      : step(expectation, match[1] ?? (text[start] === '"' ? 'string' : 'scalar'), open);
    if (next === null) return start;
    expectation = next;
    offset = TOKEN.lastIndex;
  }
}

function step(expectation: Expectation, token: string, open: ('{' | '[')[]): Expectation | null {
  const isValue = expectation === 'value' || expectation === 'valueOrEnd';
  const inObject = open.at(-1) === '{';
  if (token === 'string' && (expectation === 'key' || expectation === 'keyOrEnd')) return 'colon';
  if (token === ':') return expectation === 'colon' ? 'value' : null;
  if (token === ',') return expectation === 'after' ? (inObject ? 'key' : 'value') : null;
  if (token === '}' || token === ']') {
    const mayEnd = expectation === 'after' || expectation === (inObject ? 'keyOrEnd' : 'valueOrEnd');
    if (!mayEnd || inObject !== (token === '}')) return null;
    open.pop();
    return 'after';
  }
  if (!isValue) return null;
  if (token === '{' || token === '[') {
    open.push(token);
    return token === '{' ? 'keyOrEnd' : 'valueOrEnd';
  }
  return 'after';
}

function placeOf(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
