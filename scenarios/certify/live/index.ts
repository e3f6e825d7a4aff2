import { accessScenarios } from './access.js';
import { occasionScenarios } from './occasions.js';
import { lineScenarios } from './lines.js';
import { messageScenarios } from './messages.js';
import { requestScenarios } from './requests.js';
import { resumeScenarios } from './resume.js';
import { slowScenarios } from './slow.js';

/** NET-02…04: what is told live, over both transports. */
export const liveScenarios = [
  ...messageScenarios,
  ...occasionScenarios,
  ...accessScenarios,
  ...requestScenarios,
  ...lineScenarios,
  ...slowScenarios,
  ...resumeScenarios,
] as const;
