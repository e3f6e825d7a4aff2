import { withoutPans } from '../kernel/pan.js';
import type { ReportedRun } from './reported-run.js';

const HIDDEN = '[redacted]';
const SECRET_MEMBERS =
  'client_secret|access_token|refresh_token|id_token|launch_token|launch_url|client_assertion|' +
  'password|passwd|secret|api_key|private_key|token|name|date_of_birth|email';

/** `"secret": "…"`, in JSON as it is and in JSON within a JSON text, where quotes are escaped. */
const MEMBER = new RegExp(
  String.raw`((?<!\\)(\\*)"(?:${SECRET_MEMBERS})\2"\s*:\s*\2")((?:(?!\2")(?:\\.|[^\\]))*)(?=\2"|…|$)`,
  'g',
);
/** The private part of a JSON Web Key. */
const PRIVATE_KEY = /((?<!\\)(\\*)"d\2"\s*:\s*\2")[A-Za-z0-9_-]{20,}/g;
const FORM = new RegExp(`((?:^|[?&\\s])(?:${SECRET_MEMBERS})=)[^&\\s{}"']+`, 'g');
/** Three parts in base64url, the first two of them JSON objects. */
const JSON_WEB_TOKEN = /\beyJ[\w-]{8,2000}\.eyJ[\w-]{4,8000}\.[\w-]*/g;
/** A word with a digit or a sign in it, so that prose about Bearer tokens stays readable. */
const CREDENTIALS = /\b((?:Bearer|Basic)(?:\s+|%20|\+))(?=[\w.~+/=-]*[\d_=+/-])[\w.~+/=-]{8,}/gi;
const PRIVATE_PEM =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;
const URL_USER = /\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@"']{1,400}@/gi;

/**
 * The text without what nobody may see: tokens, credentials, keys, card numbers, personal data by
 * the names of their members, and each known secret in every form in which it may stand (SEC-07).
 * Taking out what is already out changes nothing.
 */
export function withoutSecrets(text: string, secrets: readonly string[] = []): string {
  const shown = text
    .replace(PRIVATE_PEM, HIDDEN)
    .replace(MEMBER, `$1${HIDDEN}`)
    .replace(PRIVATE_KEY, `$1${HIDDEN}`)
    .replace(FORM, `$1${HIDDEN}`)
    .replace(JSON_WEB_TOKEN, HIDDEN)
    .replace(CREDENTIALS, `$1${HIDDEN}`)
    .replace(URL_USER, `$1${HIDDEN}@`);
  return withoutPans(formsOf(secrets).reduce((left, form) => left.replaceAll(form, HIDDEN), shown));
}

const SHORTEST_SECRET = 4;

const formsOf = (secrets: readonly string[]): readonly string[] =>
  secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [
      secret,
      Buffer.from(secret).toString('base64'),
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
    ])
    .sort((one, other) => other.length - one.length);

const SECRET_NAME = new RegExp(`^(?:${SECRET_MEMBERS})$`);

/** The same for every text within a value, members with a secret's name altogether. */
export function redacted<T>(value: T, secrets: readonly string[] = []): T {
  return redactedAt(value, secrets) as T;
}

function redactedAt(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return withoutSecrets(value, secrets);
  if (Array.isArray(value)) return value.map((item) => redactedAt(item, secrets));
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).map(([name, member]): [string, unknown] => [
    withoutSecrets(name, secrets),
    SECRET_NAME.test(name) && typeof member === 'string' ? HIDDEN : redactedAt(member, secrets),
  ]);
  return Object.fromEntries(members);
}

/** A whole run; the target keeps its name, which is nobody's secret. */
export function redactedRun(run: ReportedRun, secrets: readonly string[] = []): ReportedRun {
  const { checks, coverage, reasons, selection, target, ...facts } = run;
  return {
    ...redacted(facts, secrets),
    checks: redacted(checks, secrets),
    coverage,
    reasons: redacted(reasons, secrets),
    selection: redacted(selection, secrets),
    target: { ...redacted(target, secrets), name: withoutSecrets(target.name, secrets) },
  };
}
