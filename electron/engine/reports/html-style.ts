/**
 * How a report looks in a browser and on paper: the same plain page as the PDF.
 */
export const REPORT_CSS = `
:root { color-scheme: light; --text: #1a1a1a; --quiet: #626262; --line: #dcdcdc; --good: #1f7a45; --bad: #b23a22; }
* { box-sizing: border-box; margin: 0; }
body { font: 13px/1.45 Inter, system-ui, -apple-system, 'Segoe UI', sans-serif; color: var(--text); background: #fff; font-variant-numeric: tabular-nums; }
main, footer { max-width: 960px; margin: 0 auto; padding: 32px 24px; }
h1 { font-size: 28px; line-height: 1.2; letter-spacing: -.01em; }
h2 { font-size: 15px; margin-bottom: 8px; }
h3 { font-size: 13px; }
section { margin-top: 28px; }
.kind, .quiet, dt, th, footer { color: var(--quiet); }
.good { color: var(--good); } .bad { color: var(--bad); }
.verdict { border-left: 4px solid; padding: 2px 0 2px 14px; margin-top: 20px; }
.verdict h2 { font-size: 18px; margin-bottom: 2px; }
.verdict p, .verdict li { color: var(--text); }
.verdict ul { padding-left: 18px; margin-top: 4px; }
.figures { display: flex; flex-wrap: wrap; gap: 12px 40px; margin-top: 20px; padding: 12px 0; border: solid var(--line); border-width: 1px 0; }
.figures dd { margin: 0; font-size: 18px; font-weight: 600; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 400; }
th, td { padding: 5px 16px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.good, td.bad { white-space: nowrap; font-weight: 600; }
.number { text-align: right; }
.problems { list-style: none; padding: 0; } .problems li { padding: 6px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.drive { padding: 6px 0; border-bottom: 1px solid var(--line); }
.path { font: 11px/1.45 ui-monospace, 'SF Mono', Consolas, monospace; color: var(--quiet); overflow-wrap: anywhere; }
.card { border-top: 2px solid var(--text); padding-top: 14px; }
.card > .verdict { margin: 10px 0; }
.clips { list-style: none; padding: 0; margin-top: 12px; }
.clips li { display: grid; grid-template-columns: 128px minmax(0, 1fr) minmax(0, 1fr); gap: 16px; padding: 8px 0; border-top: 1px solid var(--line); break-inside: avoid; }
.poster { width: 128px; height: 72px; background: #eee; } .poster img { display: block; width: 100%; height: 100%; object-fit: contain; background: #000; }
.name { font-weight: 600; overflow-wrap: anywhere; } .facts span { margin-right: 14px; }
footer { font-size: 11px; border-top: 1px solid var(--line); padding-top: 12px; }
@media (max-width: 640px) { .clips li { grid-template-columns: 96px minmax(0, 1fr); } .poster { width: 96px; height: 54px; } .clips li > :last-child { grid-column: 2; } }
@media print { main, footer { max-width: none; padding: 0; } .card { break-before: page; } @page { margin: 15mm; } }
`
