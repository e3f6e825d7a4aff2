import jsonata from 'jsonata';
import type { WireMoney } from './amounts.js';

/** One operation of the reference contract in the words of the target. Texts are JSONata. */
export interface OperationMap {
  readonly method: string;
  /** `{member}` stands for a member of the input, percent-encoded. */
  readonly path: string;
  /** The body, from the input; without it there is none. */
  readonly request?: string;
  /** An object whose members become the query string. */
  readonly query?: string;
  readonly body?: 'json' | 'form';
  /** `{member}` stands for a member of the input. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Members of the reference answer, from the body on the wire. */
  readonly response?: Readonly<Record<string, string>>;
  /** Members of `response` that may be missing. */
  readonly optional?: readonly string[];
  /** Whether the answer accepts; default: a 2xx status. */
  readonly ok?: string;
  /** The code of a refusal; default `http:<status>`. */
  readonly error?: string;
  /** Code on the wire → codes of the reference contract it may stand for. */
  readonly errors?: Readonly<Record<string, string | readonly string[]>>;
  readonly money?: WireMoney;
  readonly examples?: readonly MapExample[];
}

/** An answer as the target's documents show it, and how it is to be read. */
export interface MapExample {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Members the reading must have: of the body, or `{error: CODE}` for a refusal. */
  readonly expect: Readonly<Record<string, unknown>>;
}

export interface TargetMap extends Pick<OperationMap, 'headers' | 'ok' | 'error' | 'errors'> {
  readonly money: WireMoney;
  /** Texts for `$secret`, already looked up. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly operations: Readonly<Record<string, OperationMap>>;
}

export type Bindings = Readonly<Record<string, unknown>>;

/** An expression of the map, parsed once; its failures name its place. */
export interface Expression {
  readonly place: string;
  of(input: unknown, bindings: Bindings): Promise<unknown>;
}

/** An expression cannot be read or computed: the map is wrong, not the target. */
export class MapMistake extends Error {}

export function expressionOf(text: string, place: string): Expression {
  let parsed: ReturnType<typeof jsonata>;
  try {
    parsed = jsonata(text);
  } catch (thrown) {
    throw new MapMistake(`${place}: not JSONata: ${wordsOf(thrown)}`);
  }
  return {
    place,
    async of(input, bindings) {
      try {
        return plain(await parsed.evaluate(input, { ...bindings }));
      } catch (thrown) {
        throw new MapMistake(`${place}: ${wordsOf(thrown)}`);
      }
    },
  };
}

/** What keeps a text from being JSONata, in words; undefined when nothing does. */
export function syntaxFault(text: string): string | undefined {
  try {
    jsonata(text);
    return undefined;
  } catch (thrown) {
    return wordsOf(thrown);
  }
}

const wordsOf = (thrown: unknown): string =>
  String((thrown as { message?: unknown } | null)?.message ?? thrown);

/** JSONata marks its lists; the copy carries no marks. */
const plain = (value: unknown): unknown =>
  value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);

/** `{name}` → what `valueOf` gives for it. */
export const filled = (template: string, valueOf: (name: string) => string): string =>
  template.replace(/\{(\w+)\}/g, (_whole, name: string) => valueOf(name));
