import type { CertifyResult } from '../harness/certify.js';
import { counted } from './findings.js';
import { markup } from './markup.js';
import type { Markup } from './markup.js';
import type { ReportedRun } from './reported-run.js';

type Story = NonNullable<CertifyResult['explore']>['stories'][number];
type Step = Story['steps'][number];

/** What was tried that nobody wrote down, and the shortest story of what went wrong. */
export function exploreSection({ checks, explore }: ReportedRun): Markup {
  if (!explore) return markup``;
  const { requests, sequences, stories, undecided, unseen } = explore;
  const known = new Set(checks.map(({ id }) => id));
  const left = unseen.length === 0 ? '' : ` Not met: ${unseen.join(', ')}.`;
  const cut = undecided === 0 ? '' : ` ${counted(undecided, 'race')} could not be decided in time.`;
  return markup`<section aria-labelledby="explored"><h2 id="explored">Explored</h2>
<p>${counted(sequences, 'random sequence')} with ${counted(requests, 'request')}, and
${stories.length === 0 ? 'nothing went wrong' : counted(stories.length, 'story', 'stories')}.${cut}${left}</p>
${stories.map((story) => storyOf(story, known))}
</section>`;
}

function storyOf(
  { again, check, replayId, shrunk, steps }: Story,
  known: ReadonlySet<string>,
): Markup {
  const name = known.has(check) ? markup`<a href="#${check}">${check}</a>` : markup`${check}`;
  const sureness = again
    ? 'It goes wrong each time it is played.'
    : 'It went wrong once and not again: there is a race in it.';
  return markup`<article class="finding is-fail"><h3>${name} goes wrong in ${counted(steps.length, 'step')}</h3>
<p class="tags">${sureness} Shortened ${counted(shrunk, 'time')}. Again: <code>tablestakes certify --explore-replay ${replayId}</code></p>
<ol>${steps.map(stepOf)}</ol></article>`;
}

function stepOf({ asked, curl, expected, got }: Step): Markup {
  const wrong =
    expected === undefined
      ? markup``
      : markup` <strong class="bad">← a sound wallet: ${expected}</strong>`;
  const hand =
    curl === null
      ? markup``
      : markup`<details><summary>By hand</summary><pre class="curl">${curl}</pre></details>`;
  return markup`<li>${asked} → ${got}${wrong}${hand}</li>`;
}
