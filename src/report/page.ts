import { createHash } from 'node:crypto';
import { markup, raw } from './markup.js';
import type { Markup } from './markup.js';

export interface Page {
  readonly title: string;
  /** Our own CSS and JavaScript; nothing of them came from outside. */
  readonly style: string;
  readonly scripts: readonly string[];
  readonly body: Markup;
}

/**
 * A page that asks nobody for anything: its policy forbids every request and every script but its
 * own, so that nothing a target said can run in it.
 */
export function pageText({ title, style, scripts, body }: Page): string {
  const hashes = scripts.map(
    (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${hashes.join(' ')}`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
${body}
${scripts.map((text) => raw(`<script>${text}</script>`))}
</body>
</html>
`.html;
}
