/** How a report looks: the app's colours in both themes, chosen by the reader's system, and ink on white in print. */

const light = `--bg:#f2f3f1;--surface:#fff;--line:#dce0dd;--text:#14191c;--muted:#4f5b63;--accent:#9c5700;--a:#1763b6;--b:#b4430f;--c:#6b3fc4;`;
const dark = `--bg:#0f1214;--surface:#161a1d;--line:#2a3136;--text:#e8ecee;--muted:#a3aeb6;--accent:#f2a33a;--a:#5cb3ff;--b:#ff8f5c;--c:#b79aff;`;

export const reportStyle = `
:root{color-scheme:light dark;${light}
--ui:'Inter Variable','Inter',system-ui,sans-serif;--num:'JetBrains Mono Variable','JetBrains Mono',ui-monospace,monospace}
@media (prefers-color-scheme:dark){:root{${dark}}}
@media print{:root{${light}--bg:#fff}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:14px/1.5 var(--ui)}
main{max-width:980px;margin:0 auto;padding:40px 24px 64px}
header{margin-bottom:24px}
.kicker{margin:0;color:var(--accent);font-weight:600}
h1{margin:4px 0;font-size:28px;line-height:1.2;font-weight:600;overflow-wrap:anywhere}
.lead{margin:0;color:var(--muted);max-width:70ch}
h2{margin:0 0 16px;font-size:12px;font-weight:600;letter-spacing:.06em;text-transform:uppercase;color:var(--muted)}
h3{margin:0 0 4px;font-size:14px;font-weight:600}
section{margin-top:16px;padding:20px 24px 24px;background:var(--surface);border:1px solid var(--line);border-radius:8px;break-inside:avoid}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:1px;padding:0;overflow:hidden;background:var(--line)}
.tile{padding:14px 16px;background:var(--surface)}
.tile dt{color:var(--muted);font-size:12px}
.tile dd{margin:2px 0 0;font:500 18px/1.3 var(--num);font-variant-numeric:tabular-nums}
.tile small{display:block;font:12px/1.4 var(--ui);color:var(--muted)}
dl{margin:0}
figure{margin:0}
.chart+.chart{margin-top:20px}
figcaption{color:var(--muted);font-size:13px;margin-bottom:4px}
svg{display:block;width:100%;height:auto}
svg text{font:12px var(--num);fill:var(--muted)}
.grid{stroke:var(--line)}
.mark{stroke:var(--muted);stroke-dasharray:2 4}
.line{fill:none;stroke-width:1.8;stroke-linejoin:round}
.line.a{stroke:var(--a)}.line.b{stroke:var(--b);stroke-dasharray:7 3}.line.c{stroke:var(--c)}
.dot.a{fill:var(--a)}.dot.b{fill:var(--b)}.dot.c{fill:var(--c)}
svg .end{font-weight:600}svg .end.a{fill:var(--a)}svg .end.b{fill:var(--b)}svg .end.c{fill:var(--c)}
.filters img{display:block;max-width:100%;max-height:820px;border-radius:4px;image-rendering:pixelated;margin:0 auto}
.scale{display:flex;align-items:center;justify-content:center;gap:8px;margin-top:12px;font:12px var(--num);color:var(--muted)}
.scale i{width:180px;height:10px;border-radius:2px;background:linear-gradient(90deg,#2159a5,#86b3dd,#f5f3ee,#eba57a,#b23f12)}
.note{margin:8px 0 0;color:var(--muted)}
.headline{margin:0 0 12px;color:var(--muted)}.headline b{font:600 18px var(--num);color:var(--text)}
.scroll{overflow-x:auto}
table{border-collapse:collapse}
th{font-weight:500;text-align:left}
.confusion{font:12px/1 var(--num)}
.confusion td{min-width:34px;height:30px;padding:0 6px;text-align:center;border:1px solid var(--surface)}
.confusion.many td{min-width:12px;height:12px;padding:0}
.confusion thead th{padding:0 0 6px;text-align:center;color:var(--muted)}
.confusion thead .corner{text-align:left;padding-right:16px;font:12px var(--ui);white-space:nowrap}
.confusion tbody th{padding:0 16px 0 0;font:13px var(--ui);white-space:nowrap;max-width:220px;overflow:hidden;text-overflow:ellipsis}
.confusion .index{display:inline-block;min-width:2ch;color:var(--muted);font-family:var(--num);text-align:right;margin-right:6px}
.confusion .hit{background:color-mix(in srgb,var(--a) var(--depth),var(--bg))}
.confusion .miss{background:color-mix(in srgb,var(--b) var(--depth),var(--bg))}
.confusion .recall{padding-left:14px;text-align:right;color:var(--muted);background:none}
.plain{width:100%}
.plain th,.plain td{padding:6px 12px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}
.plain thead th{color:var(--muted);font-size:12px}
.plain tbody tr:last-child td{border-bottom:0}
.number,.code{font-family:var(--num);font-variant-numeric:tabular-nums}
.number{text-align:right!important}
.plain .number:last-child{padding-right:0}
.groups{display:grid;grid-template-columns:repeat(auto-fit,minmax(380px,1fr));gap:24px 40px}
.pairs{display:grid;grid-template-columns:minmax(130px,max-content) 1fr;gap:4px 16px}
.pairs dt{color:var(--muted)}
.pairs dd{margin:0;overflow-wrap:anywhere}
details{margin-top:16px}
summary{cursor:pointer;color:var(--accent)}
summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
pre{margin:12px 0 0;padding:16px;overflow-x:auto;background:var(--bg);border-radius:4px;font:12px/1.5 var(--num)}
footer{margin-top:24px;color:var(--muted);font-size:12px}
@media (max-width:560px){main{padding:24px 12px}section{padding:16px}.groups{grid-template-columns:1fr}}
`;
