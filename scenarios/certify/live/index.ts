import { accessScenarios } from './access.js';
import { lineScenarios } from './lines.js';
import { messageScenarios } from './messages.js';
import { requestScenarios } from './requests.js';
import { resumeScenarios } from './resume.js';
import { slowScenarios } from './slow.js';

/** NET-02…04: what is told live, over both transports. */
export const liveScenarios = [
  ...messageScenarios,
  ...accessScenarios,
  ...requestScenarios,
  ...lineScenarios,
  ...slowScenarios,
  ...resumeScenarios,
] as const;
