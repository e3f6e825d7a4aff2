import { bearerScenarios } from './bearer.js';
import { discoveryScenarios } from './discovery.js';
import { forgedTokenScenarios } from './forged-tokens.js';
import { rotationScenarios } from './rotation.js';
import { scopeScenarios } from './scopes.js';
import { tokenClaimScenarios } from './token-claims.js';
import { tokenEndpointScenarios } from './token-endpoint.js';

/** Who may enter, and what with: tokens, scopes, secrets and their rotation. */
export const accessScenarios = [
  ...forgedTokenScenarios,
  ...tokenClaimScenarios,
  ...bearerScenarios,
  ...scopeScenarios,
  ...tokenEndpointScenarios,
  ...discoveryScenarios,
  ...rotationScenarios,
] as const;
