import type { Contract, OperationSpec } from '../contract/operations.js';
import { JSON_TYPE } from './headers.js';

/** One operation as the server serves it. */
export interface Route {
  readonly operation: OperationSpec;
  readonly method: OperationSpec['method'];
  /** How its body is read; undefined when it takes none. */
  readonly reads: 'json' | 'form' | undefined;
  /** Content type of a success. */
  readonly contentType: string;
}

/** One path of the contract with its operations. */
export interface PathRoutes {
  /** As Express writes it: `/v1/players/:player_id`. */
  readonly pattern: string;
  readonly isExact: boolean;
  readonly routes: readonly Route[];
  /** For 405 and OPTIONS (RFC 9110 §10.2.1). */
  readonly allow: string;
}

const FORM = 'application/x-www-form-urlencoded';

/** The contract's paths, exact ones first: `/games/sessions` is never the game called "sessions". */
export function routesOf(contract: Contract): readonly PathRoutes[] {
  const byPath = new Map<string, Route[]>();
  for (const operation of Object.values(contract.operations)) {
    const routes = byPath.get(operation.path) ?? [];
    routes.push(routeOf(operation));
    byPath.set(operation.path, routes);
  }
  return [...byPath]
    .map(([path, routes]) => pathRoutesOf(path, routes))
    .sort((one, other) => Number(other.isExact) - Number(one.isExact));
}

function pathRoutesOf(path: string, routes: readonly Route[]): PathRoutes {
  const methods = routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  return {
    pattern: path.replaceAll(/\{([A-Za-z0-9_]+)\}/g, ':$1'),
    isExact: !path.includes('{'),
    routes,
    allow: [...methods, 'OPTIONS'].join(', '),
  };
}

function routeOf(operation: OperationSpec): Route {
  const { consumes, produces, method } = operation;
  const reads = consumes === null ? undefined : consumes === FORM ? 'form' : 'json';
  const contentType = produces === 'application/json' ? JSON_TYPE : produces;
  return {
    operation,
    method,
    reads,
    contentType,
  };
}
