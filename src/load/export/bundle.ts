import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One module as a function that fills an object of its exports. */
interface Bundled {
  readonly name: string;
  readonly text: string;
}

const IMPORT = /^import (?:\{([^}]*)\}|\* as (\w+)) from '([^']+)';$/gm;
const EXPORTED = /^export (?:async )?(?:function\*?|const|class) (\w+)/gm;
const REEXPORT = /^export \{([^}]*)\} from '([^']+)';$/gm;

/**
 * Compiled modules of ours as one script without imports, for runtimes that have no package
 * manager: each module is a scope of its own, and comes after those it imports. `replaced` stands
 * in for modules that need what such a runtime lacks, by the end of their path.
 */
export function bundleOf(
  entries: readonly string[],
  replaced: Readonly<Record<string, string>>,
): string {
  const done = new Map<string, string>();
  const modules: Bundled[] = [];
  const add = (url: URL): string => {
    const path = fileURLToPath(url);
    const known = done.get(path);
    if (known !== undefined) return known;
    const name = `module${done.size}`;
    done.set(path, name);
    const stand = Object.entries(replaced).find(([end]) => path.endsWith(end));
    const source = stand ? stand[1] : readFileSync(url, 'utf8');
    modules.push(scoped(name, source, (from) => add(new URL(from, url))));
    return name;
  };
  const opened = entries.map((entry) => `Object.assign(entry, ${add(new URL(entry, HERE))});`);
  const texts = modules.map(({ text }) => text);
  return ['const entry = {};', ...texts, ...opened].join('\n');
}

const HERE = new URL('./', import.meta.url);

/** Imports become constants, exports become members; nothing else is touched. */
function scoped(name: string, source: string, nameOf: (from: string) => string): Bundled {
  const inner = source
    .replace(/^\/\/# sourceMappingURL=.*$/gm, '')
    .replace(IMPORT, (_whole, names: string | undefined, all: string | undefined, from: string) =>
      names === undefined
        ? `const ${all ?? ''} = ${nameOf(from)};`
        : `const {${names.replace(/ as /g, ': ')}} = ${nameOf(from)};`,
    )
    .replace(
      REEXPORT,
      (_whole, names: string, from: string) =>
        `Object.assign(exported, (({${names}}) => ({${names}}))(${nameOf(from)}));`,
    );
  const names = [...inner.matchAll(EXPORTED)].map(([, found]) => found ?? '');
  const body = inner.replace(/^export (?=(?:async )?(?:function\*?|const|class) )/gm, '');
  const members = names.length === 0 ? '' : `Object.assign(exported, { ${names.join(', ')} });\n`;
  const text = `const ${name} = (() => {\nconst exported = {};\n${body}\n${members}return exported;\n})();`;
  return { name, text };
}
