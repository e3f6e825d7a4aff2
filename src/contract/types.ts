import type { components, operations } from './types.generated.js';

/** Every operation of the contract, by its operationId. */
export type OperationId = keyof operations;

type Flat<T> = { [Member in keyof T]: T[Member] };
type None = Record<never, never>;
type Given<T> = [T] extends [never] ? None : T;
type Members<T> = Given<NonNullable<T>>;

type PathOf<Id extends OperationId> = Members<operations[Id]['parameters']['path']>;
type QueryOf<Id extends OperationId> = Members<operations[Id]['parameters']['query']>;
type ContentOf<T> = T extends { content: infer Content } ? Content[keyof Content] : never;
type BodyOf<Id extends OperationId> = operations[Id] extends { requestBody: infer Body }
  ? Members<ContentOf<NonNullable<Body>>>
  : None;

type Success = 200 | 201 | 202;
type ResponsesOf<Id extends OperationId> = operations[Id]['responses'];

/** What an operation is asked: path, query and body members in one flat object, wire names. */
export type Input<Id extends OperationId> = Flat<PathOf<Id> & QueryOf<Id> & BodyOf<Id>>;

/** The body of an operation's success answer. */
export type Output<Id extends OperationId> = ContentOf<
  ResponsesOf<Id>[Extract<keyof ResponsesOf<Id>, Success>]
>;

export type SchemaName = keyof components['schemas'];

/** A schema of the contract by its name: `Schema<'Player'>`. */
export type Schema<Name extends SchemaName> = components['schemas'][Name];
