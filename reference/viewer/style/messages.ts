/** Bubbles and what hangs on them. */
export const MESSAGES = `
.timeline { max-width: 58rem; margin: 0 auto; padding: .5rem clamp(.5rem, 3vw, 3rem) 1.5rem }
/* z-index -1: above the page's own colour, below everything else */
.wallpaper { position: fixed; inset: 0; z-index: -1; width: 100%; height: 100%; object-fit: cover; opacity: .4 }
.pager { display: flex; justify-content: center; gap: .5rem; flex-wrap: wrap; padding: .75rem }
.pager a, .pager span { padding: .45rem 1rem; border-radius: 2rem; background: var(--panel); text-decoration: none; box-shadow: 0 1px 2px var(--shadow) }
.pager span { color: var(--soft) }
.day > h2 { position: sticky; top: 4.25rem; z-index: 1; width: fit-content; margin: 1rem auto .75rem; padding: .2rem .8rem; border-radius: 1rem;
  font-size: .82rem; color: var(--soft); background: var(--panel); box-shadow: 0 1px 2px var(--shadow) }
.message, .system { scroll-margin-top: 7.5rem }
.message { position: relative; display: flex; flex-direction: column; align-items: flex-start; width: fit-content; max-width: min(84%, 36rem); margin-top: 2px }
.message.first { margin-top: .6rem }
.message.out { margin-inline-start: auto; align-items: flex-end }
.message.named { padding-inline-start: 2.5rem }
.message > .avatar { position: absolute; inset: 0 auto auto 0; width: 2rem; height: 2rem; font-size: .78rem }
.bubble { display: flow-root; min-width: 5rem; max-width: 100%; padding: .38rem .6rem .32rem; border-radius: 1rem; background: var(--raised); box-shadow: 0 1px 1px var(--shadow) }
.out > .bubble { background: var(--own) }
.in.first > .bubble { border-start-start-radius: .3rem }
.out.first > .bubble { border-start-end-radius: .3rem }
.author { font-size: .86rem; font-weight: 600; color: var(--ink) }
.label { font-size: .82rem; font-style: italic; color: var(--soft) }
.body { white-space: pre-wrap; unicode-bidi: plaintext; text-align: start }
.is-emoji > .bubble, .is-sticker > .bubble { padding: 0; background: none; box-shadow: none }
.is-emoji .body { font-size: 2.9rem; line-height: 1.2 }
.is-emoji .meta, .is-sticker .meta { padding: 0 .5rem; border-radius: 1rem; background: var(--panel) }
.meta { float: inline-end; display: flex; align-items: center; gap: .3em; margin-block: .3rem -.1rem; margin-inline: .75rem 0; font-size: .72rem; line-height: 1.3;
  color: var(--soft); user-select: none; position: relative }
.meta .icon { width: 1.25em; height: 1.25em }
.meta .delivered .icon, .meta .sent .icon { width: 1.5em; height: 1.5em; stroke-width: 2.2 }
.meta .star { color: light-dark(#b7791f, #f0c15a) }
.body::after { content: ""; display: block; clear: both }

.quote { display: flex; flex-direction: column; margin: .15rem 0 .3rem; padding: .3rem .6rem; border-inline-start: 3px solid var(--ink); border-radius: .4rem;
  background: var(--tint); color: inherit; text-decoration: none; font-size: .9rem }
.quote b { color: var(--ink) }
.quote > span { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; color: var(--soft); white-space: pre-line }
.quote .kind { display: flex; gap: .35em; align-items: center }

.reactions { display: flex; flex-wrap: wrap; gap: .2rem; margin: -.4rem .5rem .15rem; position: relative; z-index: 1 }
.reactions li { padding: .02rem .45rem; border: 2px solid var(--page); border-radius: 1rem; background: var(--raised); font-size: .86rem }

.receipts > summary { list-style: none }
.receipts > summary::-webkit-details-marker { display: none }
.receipts > ul { position: absolute; inset: auto 0 1.6rem auto; z-index: 4; width: max-content; max-width: 20rem; max-height: 14rem; overflow: auto; padding: .6rem .9rem; border-radius: .6rem; background: var(--panel); color: var(--text);
  box-shadow: 0 4px 20px var(--shadow); font-size: .85rem }
.edits { font-size: .85rem; color: var(--soft) }
.edits summary { width: fit-content }
.edits ol { margin: .3rem 0; padding-inline-start: .6rem; border-inline-start: 2px solid var(--line) }
.edits li { padding: .15rem 0 }
.edits small { display: block }

.system { display: flex; flex-direction: column; align-items: center; margin: .6rem auto; max-width: 34rem }
.system p { padding: .3rem .9rem; border-radius: 1rem; background: var(--tint); font-size: .84rem; text-align: center; color: var(--soft); white-space: pre-line }
.system time { opacity: .75; unicode-bidi: isolate }
.note { display: flex; gap: .45rem; align-items: center; color: var(--soft); font-style: italic }

:target > .bubble, .system:target > p { animation: found 2.5s ease-out }
@keyframes found { from { box-shadow: 0 0 0 4px var(--accent) } }
@media (prefers-reduced-motion: reduce) { :target > .bubble { animation: none; outline: 2px solid var(--accent) } }
`;
