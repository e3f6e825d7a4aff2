import { baselineSection, waiversSection } from './certify-html-changes.js';
import { checksSection } from './certify-html-checks.js';
import { exploreSection } from './certify-html-explore.js';
import { findingsIn } from './certify-html-findings.js';
import { conditionsSection, matrixSection } from './certify-html-matrix.js';
import { FILTER_SCRIPT } from './certify-html-script.js';
import { CERTIFY_STYLE } from './certify-html-style.js';
import { filterForm, verdictSection } from './certify-html-verdict.js';
import { STYLE } from './load-html-style.js';
import { markup } from './markup.js';
import type { Markup } from './markup.js';
import { pageText } from './page.js';
import type { Guide, ReportedRun } from './reported-run.js';
import { VERDICT_WORDS, timeText } from './verdict-words.js';

/**
 * The result as one page: the verdict for who decides, the failing exchange for who repairs.
 * Without scripts everything is there but the filter; on paper too.
 */
export function certifyHtmlText(run: ReportedRun, guide: Guide): string {
  const [, word] = VERDICT_WORDS[run.verdict];
  const { section, told } = findingsIn(run, guide);
  const body = markup`<a class="skip" href="#verdict">Skip to the verdict</a>
<header>
<p class="kicker">Certification report · ${run.target.profile ?? 'platform-full'}</p>
<h1>${run.target.name}</h1>
<p>${timeText(run.startedAt)} · seed ${run.seed}</p>
</header>
${contents(section.html !== '')}
<main>
${verdictSection(run)}
${filterForm(run)}
${section}
${exploreSection(run)}
${baselineSection(run)}
${waiversSection(run)}
${matrixSection(run, guide)}
${checksSection(run, told)}
${conditionsSection(run, guide)}
</main>
<footer><p>tablestakes ${guide.version}. This page asks for nothing and holds no secrets. Certified
is conformance to this requirement set and nothing else; it does not replace a regulator.</p></footer>`;
  return pageText({
    title: `${word}: ${run.target.name}, certification report`,
    style: STYLE + CERTIFY_STYLE,
    scripts: [FILTER_SCRIPT],
    body,
  });
}

const contents = (wrong: boolean): Markup => markup`<nav aria-label="On this page"><ul>
<li><a href="#verdict">Verdict</a></li>
${wrong ? markup`<li><a href="#findings">Findings</a></li>` : markup``}
<li><a href="#requirements">Requirements</a></li>
<li><a href="#checks">Every check</a></li>
<li><a href="#conditions">How it was run</a></li>
</ul></nav>`;
