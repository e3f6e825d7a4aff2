/** Text that is HTML already; everything else is escaped where it is put in. */
export interface Markup {
  readonly html: string;
}

type Part = Markup | string | number | readonly Markup[];

/**
 * A template whose values cannot break out of it: strings are escaped, markup is put in as it is.
 *
 * @example
 * markup`<td>${name}</td>` // name may be anything
 */
export const markup = (texts: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  html: texts.reduce((whole, text, at) => whole + htmlOf(parts[at - 1] ?? '') + text),
});

/** Text of our own that is HTML already; never what came from outside. */
export const raw = (html: string): Markup => ({ html });

function htmlOf(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escapedHtml(String(part));
  return 'html' in part ? part.html : part.map(({ html }) => html).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapedHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** JSON that may stand in a script element: nothing in it ends the element or opens a comment. */
export const embeddedJson = (value: unknown): Markup =>
  raw(JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escapedUnicode));

const escapedUnicode = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

type Rows = readonly (readonly (string | Markup)[])[];

/** A table of figures with a caption, head cells, and rows whose first cell names the row. */
export const table = (caption: string, heads: readonly string[], rows: Rows): Markup =>
  tabled('figures', caption, heads, rows);

/** The same for sentences: they are broken where they must be. */
export const wordTable = (caption: string, heads: readonly string[], rows: Rows): Markup =>
  tabled('words', caption, heads, rows);

function tabled(kind: string, caption: string, heads: readonly string[], rows: Rows): Markup {
  const body = rows.map(([first = '', ...cells]) => {
    const others = cells.map((cell) => markup`<td>${cell}</td>`);
    return markup`<tr><th scope="row">${first}</th>${others}</tr>`;
  });
  const columns = heads.map((head) => markup`<th scope="col">${head}</th>`);
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
<table class="${kind}"><caption>${caption}</caption><thead><tr>${columns}</tr></thead>
<tbody>${body}</tbody></table></div>`;
}

const FIGURE = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 4 });
const COUNT = new Intl.NumberFormat('en-GB');

/** 125,952 · 36.32 · 0.0012: what is whole stays as it is, the rest has four digits. */
export const figure = (value: number): string =>
  (Number.isInteger(value) ? COUNT : FIGURE).format(value);
