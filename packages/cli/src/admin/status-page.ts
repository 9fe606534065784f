// The status page of a served mock: the document and what it may do. It holds no data; its script (status-script.ts) asks
// the admin API for them with the token. The timeline in it is core's page, in a frame without an origin.
import { createHash } from 'node:crypto'
import { htmlTimeline } from '@parley-ws/core/views'
import { Page } from './exchange.ts'
import { statusScript } from './status-script.ts'

/** How many of a mock's entries the page shows. */
export const MOST_ENTRIES = 1_000

const STYLE = `
:root { color-scheme: light dark;
  --bg: light-dark(#ffffff, #16181d); --panel: light-dark(#f6f7f9, #1d2026); --line: light-dark(#dcdfe4, #353a44);
  --text: light-dark(#1d2129, #e6e8ec); --quiet: light-dark(#5d6675, #9aa3b2);
  --trouble: light-dark(#c01c28, #ff7b7b); --focus: light-dark(#0b63c5, #8cc2ff); }
:root[data-theme=light] { color-scheme: light; } :root[data-theme=dark] { color-scheme: dark; }
* { box-sizing: border-box; } [hidden] { display: none !important; }
html, body { height: 100%; margin: 0; }
body { background: var(--bg); color: var(--text); font: 13px/1.45 system-ui, sans-serif; display: flex; flex-direction: column; }
button, input, select, textarea { font: inherit; color: inherit; background: var(--bg); border: 1px solid var(--line); border-radius: 5px; padding: 2px 8px; min-height: 26px; }
button { cursor: pointer; } button:hover { border-color: var(--quiet); }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
header { flex: none; display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; background: var(--panel); border-bottom: 1px solid var(--line); padding: 8px 12px; }
header button { margin-left: auto; }
h1 { font-size: 16px; margin: 0; } h2 { font-size: 13px; margin: 0 0 4px; }
#state, .quiet { color: var(--quiet); } #state.bad, .bad { color: var(--trouble); }
#asking { padding: 24px 12px; display: flex; flex-wrap: wrap; gap: 8px; align-items: center; } #token { width: min(340px, 80vw); }
#content { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(320px, 2fr) 3fr; grid-template-rows: minmax(0, 1fr); }
.side { overflow: auto; padding: 12px; display: flex; flex-direction: column; gap: 16px; border-right: 1px solid var(--line); }
.live { min-width: 0; display: flex; flex-direction: column; }
#cut { margin: 0; padding: 4px 12px; color: var(--quiet); } #cut:empty { display: none; }
iframe { flex: 1; border: 0; width: 100%; min-height: 320px; } .gone iframe, .gone table { opacity: .5; }
table { border-collapse: collapse; width: 100%; } .scroll { overflow: auto; max-height: 40vh; }
th, td { text-align: left; vertical-align: top; padding: 2px 8px 2px 0; border-bottom: 1px solid var(--line); overflow-wrap: break-word; unicode-bidi: isolate; } #connections td:last-child { overflow-wrap: anywhere; min-width: 8em; }
th { color: var(--quiet); font-weight: 400; white-space: nowrap; } td button { border: 0; background: none; padding: 0; min-height: 0; text-align: left; text-decoration: underline; }
#sending { display: grid; gap: 6px; } textarea { min-height: 64px; resize: vertical; font-family: ui-monospace, monospace; }
.bar { display: flex; gap: 10px; align-items: baseline; } #answer { overflow-wrap: anywhere; }
@media (max-width: 760px) { #content { display: block; overflow: auto; } .side { border-right: 0; } .live { height: 80vh; } }
`

const BODY = `
<header><h1>Parley</h1><label id="mocks" hidden>Timeline of <select id="mock"></select></label><span id="state" role="status"></span><button type="button" id="theme" title="Dark or light (d)" aria-label="Dark or light (d)">◐</button></header>
<noscript>This page needs its script.</noscript>
<form id="asking" hidden><label for="token">The token that <code>parley serve --admin</code> printed, or was given:</label><input id="token" type="password" autocomplete="off" required><button>Show</button></form>
<main id="content" hidden>
<div class="side">
<section aria-labelledby="connection-count"><h2 id="connection-count"></h2><div class="scroll"><table id="connections"><thead><tr><th scope="col">connection</th><th scope="col">path</th><th scope="col">user</th><th scope="col">groups</th><th scope="col">user agent</th></tr></thead><tbody></tbody></table></div></section>
<section aria-labelledby="group-count"><h2 id="group-count"></h2><div class="scroll"><table id="groups"><thead><tr><th scope="col">group</th><th scope="col">mock</th><th scope="col">members</th></tr></thead><tbody></tbody></table></div></section>
<section aria-labelledby="send-title"><h2 id="send-title">Send a message</h2><form id="sending"><label for="to">To</label><select id="to"></select><label for="message">Message, sent as text as it is written (Ctrl+Enter sends)</label><textarea id="message" spellcheck="false"></textarea><div class="bar"><button>Send</button><span id="answer" role="status"></span></div></form></section>
</div>
<section class="live" aria-label="Timeline"><p id="cut"></p><iframe id="timeline" title="Timeline" sandbox="allow-scripts"></iframe></section>
</main>`

/** The page, the same for everybody. */
export function statusPage(): Page {
  const script = `(${statusScript.toString()})()`
  const [, timelines = ''] = /<script>([^]*?)<\/script>/.exec(htmlTimeline({ entries: [] })) ?? []
  const policy = [
    "default-src 'none'",
    // The frame obeys this policy, too: no other script than these two runs.
    `script-src ${hashOf(script)} ${hashOf(timelines)}`,
    "style-src 'unsafe-inline'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  const text = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Parley: status</title>
<style>${STYLE}</style>
</head>
<body>${BODY}
<script>${script}</script>
</body>
</html>
`
  return new Page(text, {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  })
}

function hashOf(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`
}
