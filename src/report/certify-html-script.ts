/** The filter, links into what is folded, and paper. Everything else works without it. */
export const FILTER_SCRIPT = `
(() => {
  const form = document.getElementById('filter');
  const field = (name) => document.getElementById('by-' + name);
  const said = document.getElementById('shown');
  const lines = [...document.querySelectorAll('.checks li')].map((element) => ({
    element, text: element.textContent.toLowerCase(), status: element.dataset.status,
    requirement: element.dataset.requirement, domain: element.closest('.domain').querySelector('h3').textContent,
  }));
  const stories = [...document.querySelectorAll('.finding')].map((element) => ({
    element, text: element.textContent.toLowerCase(), ...element.dataset,
  }));
  const domains = [...document.querySelectorAll('.domain')];

  function filter() {
    const words = field('text').value.toLowerCase().split(/\\s+/).filter(Boolean);
    const wanted = ['status', 'domain', 'requirement'].map((name) => [name, field(name).value]);
    const fits = (item) =>
      wanted.every(([name, value]) => value === '' || item[name] === value) &&
      words.every((word) => item.text.includes(word));
    let shown = 0;
    for (const line of lines) {
      const fit = fits(line);
      line.element.hidden = !fit;
      if (fit) shown += 1;
    }
    for (const story of stories) story.element.hidden = !fits(story);
    const asked = words.length > 0 || wanted.some(([, value]) => value !== '');
    for (const domain of domains) {
      domain.hidden = !domain.querySelector('li:not([hidden])');
      if (asked && !domain.hidden) domain.open = true;
    }
    said.textContent = shown + ' of ' + lines.length + ' checks';
  }

  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) {
      if (at.hidden) form.reset(), filter();
      if (at.tagName === 'DETAILS') at.open = true;
    }
    target.scrollIntoView();
  }

  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-show], a[data-require]');
    if (!link) return;
    form.reset();
    if (link.dataset.show) field('status').value = link.dataset.show;
    if (link.dataset.require) field('requirement').value = link.dataset.require;
    filter();
  });
  form.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(filter));
  addEventListener('hashchange', reveal);
  addEventListener('beforeprint', () => {
    for (const part of document.querySelectorAll('.finding details, .domain')) part.open = true;
  });
  form.hidden = false;
  filter();
  if (location.hash) reveal();
})();
`;
