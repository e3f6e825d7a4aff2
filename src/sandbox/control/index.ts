import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import express from 'express';
import type { Express, NextFunction, Request, Response } from 'express';
import { ApiError, CATALOGUE } from '../../kernel/errors.js';
import type { World } from '../world.js';
import { clientRoutes } from './clients.js';
import { clockRoutes } from './clock.js';
import { disturbanceRoutes } from './disturbances.js';
import { partnerRoutes } from './partners.js';
import { peopleRoutes } from './people.js';
import type { ControlRoute } from './routes.js';
import { stateRoutes } from './state.js';
import { studioRoutes } from './studio.js';

const ROUTES: readonly ControlRoute[] = [
  ...stateRoutes,
  ...peopleRoutes,
  ...clientRoutes,
  ...clockRoutes,
  ...disturbanceRoutes,
  ...partnerRoutes,
  ...studioRoutes,
];

/** The control API under /sandbox: never part of the contract; a real target need not have it. */
export function mountControl(app: Express, world: World): void {
  // Whatever media type it is sent as: a body that is not read would be a wish ignored.
  const read = express.json({ limit: '1mb', strict: true, type: () => true });
  const ajv = new Ajv2020({ allErrors: true });
  for (const route of ROUTES) {
    const valid = lazily(() => ajv.compile(schemaOf(route)));
    app[route.method](route.path, read, async (request, response) => {
      const body = (request.body ?? {}) as Readonly<Record<string, unknown>>;
      const check = valid();
      if (!check(body)) return send(response, 400, invalid(check));
      await answer(world, route, request, response, body);
    });
  }
  app.use('/sandbox', refuseUnread);
}

function refuseUnread(
  failure: { readonly type?: unknown },
  _request: Request,
  response: Response,
  next: NextFunction,
): void {
  // Set by the body parser alone: too large, not JSON, in a coding it does not know.
  if (typeof failure.type !== 'string') return next(failure);
  send(response, 400, problem('MALFORMED_JSON', { rule: failure.type }));
}

const lazily = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => (made ??= make());
};

const schemaOf = (route: ControlRoute): object => ({
  type: 'object',
  properties: route.body ?? {},
  required: route.required ?? [],
  additionalProperties: false,
});

function invalid(check: ValidateFunction): object {
  const violations = (check.errors ?? []).map(({ instancePath, params, keyword, message }) => ({
    field:
      instancePath.slice(1) ||
      String(params['additionalProperty'] ?? params['missingProperty'] ?? ''),
    rule: keyword,
    message,
  }));
  return problem('VALIDATION_ERROR', { ...violations[0], violations });
}

const problem = (error: string, details: object): object => ({
  error,
  message: 'The control API refuses this.',
  details,
});

async function answer(
  world: World,
  route: ControlRoute,
  request: Request,
  response: Response,
  body: Readonly<Record<string, unknown>>,
): Promise<void> {
  try {
    const { params, query } = request as unknown as {
      params: Record<string, string>;
      query: Record<string, string>;
    };
    const found = await route.run(world, { params, query, body });
    send(response, found.status ?? 200, found.body);
  } catch (failure) {
    if (!(failure instanceof ApiError)) throw failure;
    const status = CATALOGUE[failure.code].kind === 'conflict' ? 409 : 400;
    send(response, status, problem(failure.code, failure.details));
  }
}

function send(response: Response, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(body));
}
