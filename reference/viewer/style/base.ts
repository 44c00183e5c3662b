/** Colours, type, and the frame of every page. */
export const BASE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#efeae4, #0e1413);
  --panel: light-dark(#ffffff, #161e1c);
  --raised: light-dark(#ffffff, #1f2926);
  --own: light-dark(#d8f0e4, #17493b);
  --text: light-dark(#17211e, #e6edea);
  --soft: light-dark(#5c6b66, #9aaba5);
  --line: light-dark(#dfe4e1, #2a3532);
  --accent: light-dark(#0f7a5c, #4fc9a0);
  --seen: light-dark(#1273c4, #63b8f5);
  --warning: light-dark(#b3261e, #ff8a80);
  --tint: light-dark(#17211e0d, #ffffff12);
  --shadow: light-dark(#17211e26, #00000066);
  --side: 22.5rem;
  font: 15px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif,
    "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji";
}
[data-theme="light"] { color-scheme: light }
[data-theme="dark"] { color-scheme: dark }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; background: var(--page); color: var(--text); overflow-wrap: anywhere }
a { color: var(--accent); text-underline-offset: 2px }
h1, h2, h3, p, ul, ol { margin: 0; padding: 0; font-size: inherit; font-weight: inherit }
ul, ol { list-style: none }
small { font-size: .82rem; color: var(--soft) }
b, strong { font-weight: 600 }
button, input { font: inherit; color: inherit }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px }
summary { cursor: pointer }
img, video, audio { display: block; max-width: 100% }
.sheet { position: absolute; width: 0; height: 0 }
.icon { width: 1.15em; height: 1.15em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.9;
  stroke-linecap: round; stroke-linejoin: round; vertical-align: -.2em }
.unseen, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.skip:focus { position: fixed; top: .5rem; left: .5rem; z-index: 9; padding: .5rem 1rem; background: var(--panel) }
.warning { color: var(--warning) }
.seen { color: var(--seen) }

.avatar { flex: none; width: 2.75rem; height: 2.75rem; border-radius: 50%; object-fit: cover; display: grid; place-items: center;
  color: #fff; background: var(--hue); font-weight: 600; letter-spacing: .02em; user-select: none; overflow: hidden }
.about-chat .avatar { width: 6.5rem; height: 6.5rem; font-size: 2.2rem }
.c0 { --hue: light-dark(#b4432f, #c4583f); --ink: light-dark(#a83c29, #ff9d85) }
.c1 { --hue: light-dark(#96620b, #a9741f); --ink: light-dark(#855509, #f0bd63) }
.c2 { --hue: light-dark(#5b7a16, #6b8a2a); --ink: light-dark(#4d6912, #b6d672) }
.c3 { --hue: light-dark(#14795c, #2a8d70); --ink: light-dark(#0f6b51, #6fd8b5) }
.c4 { --hue: light-dark(#13758f, #2a88a2); --ink: light-dark(#0f667d, #74cfe8) }
.c5 { --hue: light-dark(#3a5fc0, #5074d2); --ink: light-dark(#3255b3, #a2b9ff) }
.c6 { --hue: light-dark(#7a4bc0, #8c60d0); --ink: light-dark(#6d40b0, #cbaeff) }
.c7 { --hue: light-dark(#b03a7c, #c05290); --ink: light-dark(#a03070, #ff9fd0) }

.bar { position: sticky; top: 0; z-index: 3; display: flex; align-items: center; gap: .75rem; min-height: 3.75rem;
  padding: .4rem .75rem; background: var(--panel); border-bottom: 1px solid var(--line) }
.bar .avatar { width: 2.5rem; height: 2.5rem; font-size: .95rem }
.bar .title { flex: 1; min-width: 0; color: inherit; text-decoration: none }
.bar h1 { font-weight: 600; font-size: 1.05rem }
.bar h1, .bar .title small { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.tool { display: inline-grid; place-items: center; flex: none; width: 2.5rem; height: 2.5rem; padding: 0; border: 0; border-radius: 50%;
  background: none; color: var(--soft); cursor: pointer }
.tool:hover { background: var(--tint) }
.tool .icon { width: 1.4rem; height: 1.4rem }
button.tool { display: none }
.scripted button.tool { display: inline-grid }
.scripted .unscripted { display: none }

/* The first page has it too. */
@media (max-width: 30rem) { .scripted .paired .theme { display: none } }
.side { display: none }
@media (min-width: 62rem) {
  .paired { padding-left: var(--side) }
  .side { display: block; position: fixed; inset: 0 auto 0 0; width: var(--side); height: 100vh; border: 0; border-right: 1px solid var(--line) }
  .paired .bar .back { display: none }
  .paired .bar { padding-left: 1.25rem }
}
.panel { max-width: 44rem; margin: 0 auto; padding: 1rem .75rem 4rem }
.panel > section { margin: 0 0 1rem; padding: 1rem 1.25rem; border-radius: .9rem; background: var(--panel) }
.panel h2 { margin-bottom: .6rem; font-weight: 600; color: var(--accent) }
.empty { padding: 3rem 1rem; text-align: center; color: var(--soft) }
`;
