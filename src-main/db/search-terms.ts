/** What a line of search text asks for: words, phrases in quotes, and numbers of runs. */

/** Either a run by its number, or a LIKE pattern (escaped by `\`) for a part of a text. */
export type SearchTerm =
  { readonly runId: number; readonly pattern: null } | { readonly runId: null; readonly pattern: string };

/** More words than anybody types; the rest is not looked for. */
const MOST_TERMS = 12;

export function searchTerms(text: string): SearchTerm[] {
  const words = [...text.matchAll(/"([^"]*)"|([^\s"]+)/g)].map(([, phrase, word]) => phrase ?? word ?? '');
  return words
    .filter((word) => word !== '')
    .slice(0, MOST_TERMS)
    .map((word): SearchTerm => {
      const number = /^#(\d{1,12})$/.exec(word);
      if (number !== null) return { runId: Number(number[1]), pattern: null };
      return { runId: null, pattern: `%${word.replace(/[\\%_]/g, String.raw`\$&`)}%` };
    });
}
