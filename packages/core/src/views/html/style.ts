// The style sheet of an HTML timeline. Colours are the system's light or dark, or what the reader chose; nothing moves.
// Owns looks only: sizes that the script reckons with (heights of rows, widths of lanes) are the script's.
export const STYLE: string = `
:root { color-scheme: light dark;
  --bg: light-dark(#ffffff, #16181d); --panel: light-dark(#f6f7f9, #1d2026); --line: light-dark(#dcdfe4, #353a44);
  --text: light-dark(#1d2129, #e6e8ec); --quiet: light-dark(#5d6675, #9aa3b2);
  --up: light-dark(#0b63c5, #6cb0ff); --down: light-dark(#197a3d, #63cf8b); --notice: light-dark(#6a4bb5, #b9a2f5);
  --trouble: light-dark(#c01c28, #ff7b7b); --trouble-bg: light-dark(#fdeaea, #3b1d21);
  --hit: light-dark(#ffe58a, #6b5500); --select: light-dark(#dcebff, #23364f); --focus: light-dark(#0b63c5, #8cc2ff);
  --life: light-dark(#aab2bf, #586173); }
:root[data-theme=light] { color-scheme: light; } :root[data-theme=dark] { color-scheme: dark; }
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body { overflow: hidden; background: var(--bg); color: var(--text); font: 13px/1.45 system-ui, sans-serif; display: flex; flex-direction: column; }
noscript { display: block; padding: 12px; overflow: auto; }
code, pre, .mono, .row { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
button, input { font: inherit; color: inherit; background: var(--bg); border: 1px solid var(--line); border-radius: 5px; padding: 2px 8px; min-height: 26px; }
button { cursor: pointer; } button:hover { border-color: var(--quiet); }
button[aria-pressed=true] { background: var(--select); border-color: var(--focus); }
button:disabled { opacity: .45; cursor: default; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
header { background: var(--panel); border-bottom: 1px solid var(--line); padding: 8px 12px 6px; flex: none; }
h1 { font-size: 16px; margin: 0 12px 0 0; display: inline; } h2 { font-size: 13px; margin: 0 0 6px; }
.facts { color: var(--quiet); } .bar { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; margin-top: 6px; }
.filters { display: contents; } .bar .gap { width: 8px; } .bar input[type=search] { width: min(200px, 60vw); } .count { color: var(--quiet); min-width: 60px; }
.swatch { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 5px; }
.findings { border-bottom: 1px solid var(--line); padding: 6px 12px; background: var(--trouble-bg); max-height: 24vh; overflow: auto; flex: none; }
.findings.fine { background: var(--panel); color: var(--quiet); }
.findings ol { margin: 0; padding: 0; list-style: none; } .findings li { padding: 1px 0; }
.findings .law { color: var(--trouble); font-weight: 600; } .findings button, .details button.to { padding: 0 6px; min-height: 20px; margin: 0 2px; } .details dd button.to { margin: 0 4px 0 0; }
main { flex: 1; min-height: 0; display: flex; }
.sheet { flex: 1; min-width: 0; min-height: 0; display: flex; flex-direction: column; position: relative; }
.names { flex: none; position: relative; overflow: hidden; border-bottom: 1px solid var(--line); background: var(--panel); }
.names button { position: absolute; bottom: 3px; transform: translateX(-50%); border-color: transparent; background: none; padding: 1px 3px; min-height: 0; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; font-weight: 600; }
.names button.tall { writing-mode: vertical-rl; rotate: 180deg; transform: translateX(50%); text-align: left; max-height: 112px; padding: 3px 0; line-height: 13px; font-size: 12px; }
.names button[aria-pressed=true] { background: var(--select); border-color: var(--focus); }
.names .server { position: absolute; bottom: 5px; transform: translateX(-50%); font-weight: 700; }
.names .server.tall { writing-mode: vertical-rl; rotate: 180deg; transform: translateX(50%); line-height: 13px; }
.names .head { position: absolute; bottom: 5px; color: var(--quiet); text-align: right; padding-right: 8px; }
.sheet:has(.scroller:focus-visible) .names::after { content: ''; position: absolute; inset: auto 0 0; border-bottom: 2px solid var(--focus); }
.body { flex: 1; min-height: 0; display: flex; }
.scroller { flex: 1; min-width: 0; overflow: auto; position: relative; overflow-anchor: none; }
.scroller:focus-visible { outline: none; }
.canvas { position: relative; }
.canvas svg { position: absolute; left: 0; pointer-events: none; display: block; }
.row { position: absolute; left: 0; right: 0; white-space: pre; overflow: hidden; display: flex; font-size: 12px; cursor: default; border-left: 3px solid transparent; }
.row:hover { background: var(--panel); } .row.fault { border-left-color: var(--trouble); background: var(--trouble-bg); }
.row[aria-selected=true] { background: var(--select); }
.row > span { overflow: hidden; text-overflow: ellipsis; flex: none; } .row .seq, .row .at { text-align: right; color: var(--quiet); padding-right: 8px; }
.row .what { flex: 1; min-width: 0; unicode-bidi: isolate; padding-right: 8px; }
.row .who { font-weight: 600; } .row .words { color: var(--quiet); }
.toServer { color: var(--up); } .toClient { color: var(--down); } .notice { color: var(--notice); } .trouble { color: var(--trouble); }
.row.notice .words { color: inherit; } .row.trouble .words { color: inherit; } .row, .row.toServer, .row.toClient { color: var(--text); }
.row.notice { color: var(--notice); } .row.trouble { color: var(--trouble); } .row .sign { font-weight: 700; }
.row mark { background: var(--hit); color: inherit; border-radius: 2px; }
.badge { background: var(--trouble); color: var(--bg); border-radius: 8px; padding: 0 6px; margin-right: 6px; font-size: 11px; font-weight: 700; }
.map { flex: none; width: 22px; border-left: 1px solid var(--line); cursor: pointer; background: var(--panel); }
.details { flex: none; width: min(42%, 520px); border-left: 1px solid var(--line); overflow: auto; padding: 10px 12px; background: var(--panel); }
.details[hidden] { display: none; } .details dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 10px; align-items: baseline; margin: 0 0 10px; }
.details dt { color: var(--quiet); } .details dd { margin: 0; overflow-wrap: anywhere; }
.details pre, .details .tree { margin: 4px 0 10px; padding: 8px; background: var(--bg); border: 1px solid var(--line); border-radius: 5px; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; font-size: 12px; }
.details .bytes { white-space: pre; } .details header { padding: 0; border: 0; display: flex; justify-content: space-between; }
.tree details, .tree div { margin-left: 14px; } .tree > details, .tree > div { margin-left: 0; } .tree summary { cursor: pointer; margin-left: -14px; padding-left: 14px; }
.tree .key { color: var(--notice); } .tree .string { color: var(--down); } .tree .number { color: var(--up); } .tree .quiet { color: var(--quiet); }
.empty { padding: 24px; color: var(--quiet); } kbd { border: 1px solid var(--line); border-radius: 3px; padding: 0 4px; background: var(--panel); font-size: 12px; }
dialog { color: var(--text); background: var(--bg); border: 1px solid var(--line); border-radius: 8px; max-width: 520px; } dialog dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 14px; }
dialog dd { margin: 0; } .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 760px) { main { flex-direction: column; } .details { width: auto; max-height: 45%; border-left: 0; border-top: 1px solid var(--line); } }
@media (forced-colors: active) { .row[aria-selected=true] { outline: 2px solid Highlight; outline-offset: -2px; } }
`
