import type { World } from '../world.js';

/** A request of the control API, already parsed. */
export interface ControlRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ControlAnswer {
  readonly status?: number;
  readonly body: unknown;
}

export interface ControlRoute {
  readonly method: 'get' | 'post' | 'delete';
  readonly path: string;
  /** JSON Schema of the body's members; what is not named is refused. */
  readonly body?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
  run(world: World, request: ControlRequest): ControlAnswer | Promise<ControlAnswer>;
}
