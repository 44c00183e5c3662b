/** The style of the report. Colours have a contrast of at least 4.5 to 1 in both schemes. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d5dae0;--panel:#f5f7f9;--link:#0550ae;
--good:#116329;--good-bg:#dcf5e3;--bad:#a40e26;--bad-bg:#ffe6e6;--warn:#7a4b00;--warn-bg:#fff2d0;--mark:#ffd33d;--mark-ink:#1b1f24}
@media (prefers-color-scheme:dark){:root{--paper:#0f1318;--ink:#e4e8ed;--soft:#9aa5b1;--line:#333c47;--panel:#181e25;--link:#79b8ff;
--good:#6fdd8b;--good-bg:#12301c;--bad:#ff9492;--bad-bg:#3f1519;--warn:#f0c05a;--warn-bg:#33270c;--mark:#e3b341;--mark-ink:#0f1318}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0 auto;padding:1.5rem clamp(1rem,4vw,2.5rem) 4rem;max-width:76rem;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{margin:0;font-size:1.9rem;line-height:1.2}h1 small{font-weight:400;color:var(--soft)}
h2{margin:2.5rem 0 .75rem;font-size:1.35rem}h3{display:inline;font-size:1.05rem}h4{margin:1.1rem 0 .35rem;font-size:.95rem}
p{margin:.4rem 0}a{color:var(--link)}
code,pre{font:.86em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{margin:.25rem 0;padding:.6rem .75rem;border:1px solid var(--line);border-radius:.4rem;background:var(--paper);overflow-x:auto}
pre.wrap,pre.command{white-space:pre-wrap}
summary{cursor:pointer}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:.2rem}
.kicker{margin:0;color:var(--soft)}
.outcome{display:inline-block;margin:.6rem 0;padding:.3rem .8rem;border-radius:.4rem;font-weight:600}
.outcome.good{background:var(--good-bg);color:var(--good)}.outcome.bad{background:var(--bad-bg);color:var(--bad)}
.tiles{display:flex;flex-wrap:wrap;gap:.5rem;margin:.5rem 0 1rem;padding:0;list-style:none}
.tiles li{min-width:6.2rem;padding:.5rem .8rem;border:1px solid var(--line);border-radius:.5rem;background:var(--panel)}
.tiles strong{display:block;font-size:1.3rem;line-height:1.3;font-variant-numeric:tabular-nums}
.verdict,.state,.level{white-space:nowrap;font-size:.82rem}
.verdict,.state{padding:.05rem .45rem;border-radius:1rem;background:var(--panel);color:var(--soft)}
.tiles .verdict{padding-left:0;background:none}
.v-pass,.s-passed{color:var(--good);background:var(--good-bg)}
.v-fail,.v-fault,.v-timeout,.v-xpass,.s-failed{color:var(--bad);background:var(--bad-bg)}
.v-xfail,.v-skip,.s-skipped{color:var(--warn);background:var(--warn-bg)}
.tiles .v-pass,.tiles .v-fail,.tiles .v-fault,.tiles .v-timeout,.tiles .v-xpass,.tiles .v-xfail,.tiles .v-skip{background:none}
.level{font-weight:600;letter-spacing:.02em}
.count,.note,small{color:var(--soft);font-weight:400}.note,small{font-size:.86rem}
.left-out,.facts{margin:.3rem 0}
.left-out ul{margin:.4rem 0;padding-left:1.2rem}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:.15rem 2rem;margin:.5rem 0}
dl div{display:grid;grid-template-columns:8rem 1fr;gap:.5rem}dt{color:var(--soft)}dd{margin:0}
.filters{margin-top:1.5rem}
.filters[hidden],[hidden]{display:none!important}
#filters{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:center;padding:.75rem 1rem;border:1px solid var(--line);border-radius:.5rem;background:var(--panel)}
#filters label{display:flex;gap:.4rem;align-items:center}
#filters .text{flex:1 1 16rem}
input[type=search]{flex:1;min-width:0}
input,select,button{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:.35rem;padding:.25rem .5rem}
select{max-width:12rem}
fieldset{display:flex;flex-wrap:wrap;gap:.3rem .8rem;margin:0;padding:0;border:0}
legend{float:left;margin-right:.8rem;padding:0}
.choice{cursor:pointer}
.failure,.chapter{border:1px solid var(--line);border-radius:.5rem;margin:.5rem 0;background:var(--panel)}
.failure{content-visibility:auto;contain-intrinsic-size:auto 3.2rem}
.failure>summary,.chapter>summary{padding:.55rem .85rem}
.failure .message{color:var(--soft)}
.failure .id{font-weight:600}
.body{padding:.1rem 1rem 1rem;border-top:1px solid var(--line)}
.title{margin-top:.8rem}
blockquote{margin:.7rem 0;padding:.1rem 0 .1rem .9rem;border-left:3px solid var(--line)}
blockquote footer{color:var(--soft);font-size:.86rem}
.values{border-collapse:collapse;width:100%;table-layout:fixed}
.values th{width:11rem;text-align:left;font:.82rem/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;color:var(--soft)}
.values th,.values td{padding:.25rem .6rem .25rem 0;border-top:1px solid var(--line);vertical-align:top}
.hex{line-height:1.35}.hex i{font-style:normal;color:var(--soft)}
.hex.short{display:inline-block;max-width:100%;margin:0;padding:0;border:0;background:none;white-space:pre-wrap;vertical-align:bottom}
mark{background:var(--mark);color:var(--mark-ink);border-radius:.15rem;padding:0 .1rem;margin:0 -.1rem}
.requirements{border-top:1px solid var(--line)}
.requirement{padding:.55rem .85rem;border-top:1px solid var(--line);background:var(--paper)}
.requirement:first-child{border-top:0}.requirement:last-child{border-radius:0 0 .5rem .5rem}
.requirement:target,.failure:target{outline:2px solid var(--link)}
.cases summary{color:var(--soft);font-size:.9rem}.cases ul{margin:.3rem 0;padding-left:0;list-style:none;max-height:22rem;overflow:auto}
.scroll{overflow-x:auto}
.list{border-collapse:collapse;width:100%}
.list th{text-align:left;color:var(--soft);font-weight:400}
.list td,.list th{padding:.35rem .7rem .35rem 0;border-top:1px solid var(--line);vertical-align:top}
.list thead th{border-top:0}
.list .number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.list tr{content-visibility:auto}
@media (max-width:40rem){body{padding-top:1rem}.values,.values tbody,.values tr,.values th,.values td{display:block;width:100%}.values th{border-top:1px solid var(--line)}.values td{border-top:0;padding-top:0}
dl div{grid-template-columns:1fr;gap:0;margin-bottom:.3rem}.list .number{display:none}select{max-width:9rem}h1{font-size:1.5rem}
.tiles li{flex:1 1 5rem;min-width:5rem}.hex{font-size:.72rem}}
@media print{.filters{display:none!important}body{max-width:none}.failure{content-visibility:visible;break-inside:avoid-page}pre{white-space:pre-wrap}}
`;
