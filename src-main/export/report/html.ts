/** Pieces of HTML out of texts that may hold anything: names of runs, of classes and of files. */

/** HTML that was put together here, as opposed to text. */
export interface Markup {
  readonly html: string;
}

type Part = Markup | string | number | readonly Markup[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For content and for values of attributes in quotes. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** Template tag: what is put in is escaped, unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { html: String.raw({ raw: strings }, ...parts.map(inserted)) };
}

export const nothing: Markup = { html: '' };

/** Text that is no HTML and needs no escaping, e.g. the rules of a style sheet. */
export function verbatim(text: string): Markup {
  return { html: text };
}

function inserted(part: Part): string {
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return 'html' in part ? part.html : part.map((one) => one.html).join('');
}
