import type { KeptExchange } from './evidence.js';

/** Members that name something: by themselves, or as the end of snake_case and camelCase names. */
const NAMING = 'id|key|tx|txn|ref|reference|uuid|guid';
const NAME = [
  `(?:[A-Za-z0-9]+[_-])*(?:${NAMING}|transaction|round)`,
  '[a-z][A-Za-z0-9]*(?:Id|ID|Key|Tx|Txn|Ref|Reference|Uuid)',
  '(?:user|player|account|session|round|game|tx|txn|trans|transaction|request|bet|win)id',
].join('|');
/** In JSON, and in JSON within a JSON text. An id has a digit; other words tell what happened. */
const MEMBER = new RegExp(
  String.raw`(?<=\\?"(?:${NAME})\\?"\s*:\s*)(?:\\?"[^"\\]*\d[^"\\]*\\?"|\d+(?![\d.]))`,
  'g',
);
/** In a query and in a form. */
const PARAMETER = new RegExp(String.raw`(?<=(?:^|[?&])(?:${NAME})=)[^&\s]+`, 'g');

/** A word that names one thing and could hardly be anything else: no amount, no count, no code. */
const isTelling = (value: string): boolean =>
  /^[\w.:-]{2,200}$/.test(value) && /\d/.test(value) && !/^\d{1,7}$|^\d+\.\d+$/.test(value);

/** The ids that stand in what was sent and answered: ours, and those the wallet gave. */
export function idsIn(exchanges: readonly KeptExchange[]): readonly string[] {
  const values = exchanges.flatMap(({ request, response }) => {
    const texts = [request.body ?? '', response?.body ?? ''];
    const members = texts.flatMap((text) => text.match(MEMBER) ?? []);
    const parameters = [request.url, ...texts].flatMap((text) => text.match(PARAMETER) ?? []);
    return [...members.map((value) => value.replaceAll(/[\\"]/g, '')), ...parameters.map(decoded)];
  });
  return [...new Set(values.filter(isTelling))].sort((one, other) => other.length - one.length);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/**
 * A message without what differs between runs of one defect: ids, hashes, instants and addresses.
 * Each id becomes its number in the message, so that the same one twice is no two.
 */
export function nameless(text: string, ids: readonly string[]): string {
  const numbers = new Map<string, number>();
  const numbered = (id: string): string => {
    const known = id.replaceAll(/[\\"]/g, '');
    const number = numbers.get(known) ?? numbers.size + 1;
    numbers.set(known, number);
    return `<id ${number}>`;
  };
  const words = ids.map((id) => id.replaceAll(/[.-]/g, String.raw`\$&`));
  const known = String.raw`(?<![\w.-])(?:${words.join('|')})(?![\w-])`;
  const forms = [
    MEMBER.source,
    ...(words.length > 0 ? [known] : []),
    String.raw`\b[a-z]{1,6}_(?=[a-z_-]*[A-Z0-9])[A-Za-z0-9_-]{6,}`, // a name has neither
    String.raw`\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b`,
    String.raw`(?<![\w.])\d{15,}(?![\w.])`, // our numbers as ids count microseconds
  ];
  return text
    .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z?/g, '<instant>')
    .replace(new RegExp(forms.join('|'), 'g'), numbered)
    .replace(/\b[0-9a-f]{16,64}\b/g, '<hash>')
    .replace(/\b127\.0\.0\.1:\d+/g, '<address>');
}
