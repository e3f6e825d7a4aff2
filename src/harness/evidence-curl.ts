/** A request as evidence shows it: what nobody may see is a shell variable by now. */
export interface ShownRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** The names of what stands for the signature. */
  readonly signed: { readonly headers: readonly string[]; readonly query: readonly string[] };
}

/** The request as a line to be pasted into a POSIX shell. */
export function curlOf({ method, url, headers, body, signed }: ShownRequest): string {
  const words = ['curl', '-i', '-X', method, urlWord(url, signed.query)];
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'traceparent' || name === 'x-request-id' || name === 'accept') continue;
    const isHidden = name === 'authorization' || signed.headers.includes(name);
    const variable = isHidden ? /(\$(?:SIGNATURE|TOKEN|BASIC))$/ : undefined;
    words.push('-H', word(`${name}: ${value}`, variable));
  }
  if (body !== undefined) words.push('--data-binary', word(body));
  return words.join(' ');
}

function urlWord(url: string, names: readonly string[]): string {
  if (names.length === 0) return word(url);
  const either = names.map((name) => name.replaceAll(/[.-]/g, String.raw`\$&`)).join('|');
  return word(url, new RegExp(String.raw`(?<=[?&](?:${either})=)(\$SIGNATURE)(?=&|$)`));
}

/**
 * One word of a shell line, in single quotes; where a variable stands in it, in double quotes,
 * since single ones would send its name in place of its value.
 */
function word(text: string, variable?: RegExp): string {
  const pieces = variable ? text.split(variable) : [text];
  if (pieces.length === 1) return `'${text.replaceAll("'", String.raw`'\''`)}'`;
  return `"${pieces.map((piece, nth) => (nth % 2 === 1 ? piece : literal(piece))).join('')}"`;
}

/** Text within double quotes. A `!` leaves them: interactive shells would look up their history. */
const literal = (text: string): string =>
  text.replaceAll(/[\\"$`]/g, String.raw`\$&`).replaceAll('!', `"'!'"`);
