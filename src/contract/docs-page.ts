import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A page of documentation and the files it asks for, all of its own origin. */
export interface DocsPage {
  /** To be served at `/docs`; asks for `/docs/<name>` of the two maps and for `/openapi.json`. */
  readonly html: string;
  /** Name → absolute path of the file. */
  readonly assets: ReadonlyMap<string, string>;
  /** Name → text of a script made here; a file of its own, so that a CSP can forbid inline ones. */
  readonly scripts: ReadonlyMap<string, string>;
}

const FILES = [
  'swagger-ui.css',
  'index.css',
  'swagger-ui-bundle.js',
  'favicon-16x16.png',
  'favicon-32x32.png',
];

const HTML = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Tablestakes gaming platform API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <link rel="stylesheet" href="/docs/index.css">
    <link rel="icon" type="image/png" href="/docs/favicon-32x32.png" sizes="32x32">
    <link rel="icon" type="image/png" href="/docs/favicon-16x16.png" sizes="16x16">
  </head>
  <body>
    <main id="swagger-ui"></main>
    <noscript>The contract as data: <a href="/openapi.json">openapi.json</a>.</noscript>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/initializer.js"></script>
  </body>
</html>
`;

const INITIALIZER = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  showExtensions: true,
  presets: [SwaggerUIBundle.presets.apis],
});
`;

/** The contract to browse and try, from swagger-ui-dist; makes no request to another origin. */
export function docsPage(): DocsPage {
  const home = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  return {
    html: HTML,
    assets: new Map(FILES.map((name) => [name, join(home, name)])),
    scripts: new Map([['initializer.js', INITIALIZER]]),
  };
}
