/** What k6 has in place of Node: put where the bundled modules look for it. */
export const K6_IDS = `const SEPARATOR = '\\u001f';
export function derivedBytes(seed, ...parts) {
  const view = new DataView(hmac('sha256', seed, parts.join(SEPARATOR), 'binary'));
  return { readUInt32LE: (at) => view.getUint32(at, true) };
}
`;

export const K6_HEAD = `import http from 'k6/http';
import exec from 'k6/execution';
import { hmac } from 'k6/crypto';
import { b64encode } from 'k6/encoding';
import { Counter, Trend } from 'k6/metrics';
import { sleep } from 'k6';

globalThis.performance ??= { now: () => Date.now() };
globalThis.URLSearchParams ??= class {
  #pairs = [];
  append(name, value) { this.#pairs.push(encodeURIComponent(name) + '=' + encodeURIComponent(value)); }
  get size() { return this.#pairs.length; }
  toString() { return this.#pairs.join('&'); }
};
`;

/** Set-up, one turn per iteration, and the summary; below the plan and the journeys. */
export const K6_BODY = `
const TARGET = __ENV.TABLESTAKES_TARGET || DEFAULT_TARGET;
const latencies = new Trend('tablestakes_latency', true);
const errors = new Counter('tablestakes_errors');
const tell = (line) => console.log(JSON.stringify(line));

function sent(method, path, body, headers) {
  const params = { headers, timeout: PLAN.timeout_s + 's', responseType: 'text' };
  return http.request(method, TARGET + path, body === undefined ? null : body, params);
}

function control(method, path, body) {
  const answer = sent(method, path, body && JSON.stringify(body), { 'content-type': 'application/json' });
  if (answer.status < 200 || answer.status > 299) exec.test.abort(path + ' answered ' + answer.status);
  return JSON.parse(answer.body);
}

let token = { text: '', untilMs: 0 };
function tokenOf(client) {
  if (Date.now() < token.untilMs) return token.text;
  const headers = {
    authorization: 'Basic ' + b64encode(client.client_id + ':' + client.client_secret),
    'content-type': 'application/x-www-form-urlencoded',
  };
  const answer = sent('POST', '/oauth/token', 'grant_type=client_credentials', headers);
  if (answer.status !== 200) return token.text;
  const told = JSON.parse(answer.body);
  token = { text: told.access_token, untilMs: Date.now() + (told.expires_in - 30) * 1000 };
  return token.text;
}

function settledOf(answer) {
  if (answer.status > 0) return { kind: 'answered', status: answer.status, text: answer.body || '' };
  const code = answer.error_code || 0;
  const kind = code === 1050 ? 'timeout' : code >= 1100 && code < 1220 ? 'unsent' : 'broken';
  return { kind, reason: String(answer.error) };
}

function asked(client, step) {
  const operation = OPERATIONS[step.operation];
  const request = entry.buildRequest(operation, step.input, { token: tokenOf(client), key: step.key });
  const answer = sent(request.method, request.path, request.body, request.headers);
  const settled = settledOf(answer);
  const { blocked = 0, connecting = 0, tls_handshaking: tls = 0, duration = 0 } = answer.timings || {};
  const floor = settled.kind === 'timeout' ? PLAN.timeout_s * 1000 : 0;
  return {
    settled,
    answer: entry.understand(settled, operation.successStatus),
    latencyMs: Math.max(blocked + connecting + tls + duration, floor),
    serviceMs: Math.max(duration, floor),
  };
}

function must(client, operation, input) {
  const { answer } = asked(client, { operation, input });
  if (answer.outcome !== 'ok') exec.test.abort(operation + ' answered ' + answer.status);
  return answer.body;
}

function payersOf(client, players) {
  const payers = players.map((player, at) => {
    const tokens = PLAN.psp_tokens || ['tok_ok'];
    const psp_token = tokens[at % tokens.length] + '.' + player.playerId;
    const made = must(client, 'createPaymentMethod', { player_id: player.playerId, psp_token });
    must(client, 'verifyPaymentMethod', { method_id: made.method_id });
    return { ...player, methodId: made.method_id };
  });
  for (const { playerId, methodId } of payers) {
    for (let tries = 0; ; tries += 1) {
      const { items } = must(client, 'listPaymentMethods', { player_id: playerId });
      if (items.some((method) => method.method_id === methodId && method.status === 'verified')) break;
      if (tries > 100) exec.test.abort('payment method ' + methodId + ' was not verified');
      sleep(0.1);
    }
  }
  return payers;
}

export function setup() {
  const runId = 'k' + Date.now().toString(36) + Math.floor(Math.random() * 1e6).toString(36);
  const hasPsp = (control('GET', '/sandbox').partners || []).some(({ partner, url }) => partner === 'psp' && url);
  const client = control('POST', '/sandbox/clients', {
    client_id: 'load-' + runId,
    scopes: hasPsp ? SCOPES.concat(PAYMENT_SCOPES) : SCOPES,
  });
  const visits = ['deposit', 'withdraw'].filter((kind) => !PLAN.without.includes(kind) &&
    [PLAN.mix, ...Object.values(PLAN.mixes)].some((mix) => mix[kind] > 0));
  const paying = hasPsp && visits.length > 0 ? Math.min(PLAN.payers, PLAN.players) : 0;
  const players = [];
  for (let at = 0; at < PLAN.players; at += 1) {
    const playerId = 'load_' + runId + '_' + at;
    const kyc = at < paying ? { kyc_status: 'approved' } : {};
    control('POST', '/sandbox/players', { player_id: playerId, currency: 'EUR', cash: '1000000.00', ...kyc });
    players.push({ playerId, currency: 'EUR' });
  }
  const payers = payersOf(client, players.slice(0, paying));
  const game = must(client, 'listGames', { limit: 100 }).items.find(({ status }) => status === 'enabled');
  const skipped = [...PLAN.without.map((name) => ({ name, reason: 'left out on request' })),
    ...(hasPsp ? [] : visits.map((name) => ({ name, reason: 'the target has no payment provider' })))];
  tell({ kind: 'worker', history: 'tablestakes/load-history@1', worker: runId, run_id: runId, target: TARGET,
    at_ms: Date.now(), node: 'k6', platform: 'k6', cpu_model: 'not told by k6', cpus: 0, skipped });
  for (const [at, player] of players.entries()) {
    tell({ kind: 'player', worker: runId, player_id: player.playerId, currency: 'EUR',
      funded_minor: 100000000, pays: at < paying });
  }
  const left = skipped.map(({ name }) => name);
  const mixOf = (mix) => Object.fromEntries(Object.entries(mix).map(([kind, share]) => [kind, left.includes(kind) ? 0 : share]));
  const mixes = Object.fromEntries(Object.entries(PLAN.mixes).map(([phase, mix]) => [phase, mixOf(mix)]));
  return { runId, client, players, payers, gameId: game.game_id, mix: mixOf(PLAN.mix), mixes };
}

function phaseAt(ms) {
  let end = 0;
  for (const stage of PLAN.stages) {
    end += stage.durationMs;
    if (ms < end) return stage.phase;
  }
  return PLAN.stages[PLAN.stages.length - 1].phase;
}

let seats, payers, confirmations;
export default function (data) {
  const worker = data.runId;
  seats = seats || data.players.map((player) => ({ ...player, sessionId: undefined }));
  payers = payers || data.payers.map((payer) => ({ ...payer, awaited: [] }));
  confirmations = confirmations || entry.followDeposits({ record: (sample) => told(worker, sample.phase, sample.operation,
    { outcome: sample.ok ? 'ok' : 'refused', status: 0 }, sample.latencyUs, sample.serviceUs) });
  const fromMs = Date.now();
  const phase = phaseAt(fromMs - exec.scenario.startTime);
  const journey = entry.turnOf({ seats, payers, gameId: data.gameId, mix: data.mixes[phase] || data.mix,
    seed: PLAN.seed, runId: worker, ordinal: exec.scenario.iterationInTest });
  let pausedMs = 0;
  let sound = true;
  let next = journey.next();
  while (!next.done) {
    const step = next.value;
    if (step.pauseMs > 0) { sleep(step.pauseMs / 1000); pausedMs += step.pauseMs; }
    const { settled, answer, latencyMs, serviceMs } = asked(data.client, step);
    const tags = { operation: step.operation, phase };
    latencies.add(latencyMs, tags);
    if (answer.outcome !== 'ok') { sound = false; errors.add(1, tags); }
    const error = answer.outcome === 'ok' ? {} : { error: entry.errorKindOf(settled, answer) };
    const money = step.key === undefined ? {} : { key: step.key, input: step.input, body: answer.body };
    told(worker, phase, step.operation, answer, latencyMs * 1000, serviceMs * 1000, { ...error, ...money });
    confirmations.heard({ operation: step.operation, phase, answer });
    next = journey.next(answer);
  }
  tell({ kind: 'turn', worker, phase, began_ms: exec.scenario.startTime, from_ms: fromMs, to_ms: Date.now(), paused_ms: pausedMs, sound });
}

function told(worker, phase, operation, answer, latencyUs, serviceUs, besides) {
  tell({ kind: 'step', worker, at_ms: Date.now(), phase, operation, outcome: answer.outcome, status: answer.status,
    latency_us: Math.round(latencyUs), service_us: Math.round(serviceUs), ...besides });
}

export function handleSummary(data) {
  const countOf = (name) => (data.metrics[name] ? data.metrics[name].values.count : 0);
  const line = { kind: 'summary', worker: data.setup_data ? data.setup_data.runId : '', engine: 'k6',
    begun: countOf('iterations'), dropped: countOf('dropped_iterations') };
  return { stdout: JSON.stringify(line) + '\\n', 'k6-summary.json': JSON.stringify(data) };
}
`;
