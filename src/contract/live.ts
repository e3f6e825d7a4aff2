import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';
import { NO_VIOLATIONS, violationsOf } from './violations.js';
import type { Violation } from './violations.js';

const FILE = new URL('../../../schemas/asyncapi.json', import.meta.url);

const require = createRequire(import.meta.url);

/** schemas/asyncapi.json as far as this project reads it. */
export interface EventsDocument {
  readonly asyncapi: string;
  readonly components: Readonly<Record<string, unknown>>;
}

let loaded: EventsDocument | undefined;

/** What the platform tells by itself, read once from schemas/asyncapi.json. */
export function loadEvents(): EventsDocument {
  loaded ??= JSON.parse(readFileSync(FILE, 'utf8')) as EventsDocument;
  return loaded;
}

/** Every rule that a message to a reader breaks (NET-02). */
export const validateLiveMessage = (value: unknown): readonly Violation[] =>
  violationsIn('LiveMessage', value);

/** Every rule that a message of a reader breaks. */
export const validateLiveRequest = (value: unknown): readonly Violation[] =>
  violationsIn('LiveRequest', value);

type EventSchema = 'LiveMessage' | 'LiveRequest' | 'WebhookEvent';

function violationsIn(name: EventSchema, value: unknown): readonly Violation[] {
  const validate = compiled(name);
  if (validate(value)) return NO_VIOLATIONS;
  // That a condition failed says nothing; what failed in it stands beside it.
  return violationsOf(validate.errors?.filter(({ keyword }) => keyword !== 'if'));
}

let ajv: Ajv2020 | undefined;
const validators = new Map<EventSchema, ValidateFunction>();

function compiled(name: EventSchema): ValidateFunction {
  const known = validators.get(name);
  if (known) return known;
  ajv ??= compiler();
  const made = ajv.getSchema(`events#/components/schemas/${name}`);
  if (!made) throw new Error(`schemas/asyncapi.json has no schema ${name}`);
  validators.set(name, made);
  return made;
}

function compiler(): Ajv2020 {
  const { Ajv2020: Compiler } = require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js');
  const addFormats = require('ajv-formats') as (target: Ajv2020) => void;
  const made = new Compiler({
    allErrors: true,
    verbose: true,
    strict: true,
    allowUnionTypes: true,
    strictRequired: false,
    formats: { decimal: true },
  });
  addFormats(made);
  made.addVocabulary(['components', 'x-narrowed']);
  return made.addSchema({ components: loadEvents().components }, 'events', undefined, false);
}
