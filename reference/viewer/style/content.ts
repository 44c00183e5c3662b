/** Text styles, pictures, players, cards. */
export const CONTENT = `
.body code { padding: .05em .3em; border-radius: .3em; background: var(--tint); font: .92em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
.body blockquote { margin: .2rem 0; padding-inline-start: .6rem; border-inline-start: 3px solid var(--line); color: var(--soft) }
.body .list { padding-inline-start: .6rem }
.mention { color: var(--accent); font-weight: 600 }
.spoiler { border-radius: .2em; background: var(--text); color: transparent; transition: background .15s }
.spoiler:hover, .spoiler:focus { background: var(--tint); color: inherit }

.is-media > .bubble { padding: .25rem }
.is-media > .bubble > :is(.author, .label, .quote, .body, .edits) { margin-inline: .35rem }
.is-media > .bubble > .body { margin-top: .25rem }
.is-media > .bubble > .meta { margin: .25rem .4rem .1rem }
.photo, .bubble video { display: block; border-radius: .8rem; overflow: hidden; background: var(--tint) }
.photo img { height: auto; max-height: 25rem; min-width: 6rem; min-height: 4rem; object-fit: cover }
/* As wide as the picture: a long caption wraps. Percentages would let the picture shrink to nothing. */
.is-media:has(.photo, video) > .bubble { width: min-content }
.photo img, .bubble video { max-width: min(21.25rem, 74vw) }
.named .photo img, .named video { max-width: min(21.25rem, 62vw) }
.bubble video { height: auto; max-height: 25rem }
.bubble video:not([width]) { width: 21rem; aspect-ratio: auto 16 / 9 }
.photo + .photo, .photo + video, video + .photo { margin-top: .25rem }
.album { display: grid; grid-template-columns: repeat(2, min(10.5rem, 36vw)); gap: .2rem }
.album :is(.photo, .photo img, video) { margin: 0; width: 100%; max-width: none; height: 100%; min-width: 0; aspect-ratio: 1; object-fit: cover; border-radius: .5rem }
.album.odd > :first-child { grid-column: span 2; aspect-ratio: 2 }
.album.odd > :first-child img { aspect-ratio: 2 }
img.sticker { width: 10rem; height: 10rem; object-fit: contain }

.sound { width: 19rem; max-width: 100%; padding: .35rem .4rem }
.sound p { display: flex; gap: .4rem; align-items: center }
.sound p small { margin-inline-start: auto }
.sound audio { width: 100%; height: 2.4rem; margin-top: .35rem }
.waveform { display: block; width: 100%; height: 1.6rem; margin-top: .3rem }
.waveform path { stroke: var(--accent); stroke-width: 2; stroke-linecap: round }

.document { display: flex; align-items: center; gap: .7rem; min-width: 15rem; max-width: 100%; padding: .55rem .65rem; border-radius: .8rem; background: var(--tint); color: inherit; text-decoration: none }
.document + .document { margin-top: .25rem }
.document .ending { flex: none; display: grid; place-items: center; width: 2.5rem; height: 3rem; border-radius: .35rem; background: var(--accent); color: var(--panel); font-size: .7rem; font-weight: 700 }
.about { display: flex; flex-direction: column; flex: 1; min-width: 0 }
.document .icon { color: var(--soft) }
.missing { padding: .5rem .65rem; border: 1px dashed var(--soft); border-radius: .8rem; color: var(--soft); font-size: .9rem }
.missing p { display: flex; gap: .55rem; align-items: flex-start }
.missing .icon { margin-top: .12em }
.missing .faded { margin-bottom: .4rem; border-radius: .5rem; opacity: .55; filter: blur(1px) }

.card { display: flex; gap: .7rem; align-items: flex-start; min-width: 14rem; padding: .45rem .35rem }
.card > .icon { width: 2.4rem; height: 2.4rem; padding: .55rem; border-radius: 50%; background: var(--accent); color: var(--panel) }
.card > div { display: flex; flex-direction: column; min-width: 0 }
.card > .avatar { width: 2.4rem; height: 2.4rem; font-size: .9rem }
.card a { font-size: .9rem }
.poll { min-width: 17rem }
.poll > small { display: block; margin-bottom: .35rem }
.poll li { padding: .3rem 0 }
.choice { display: flex; gap: 1rem; justify-content: space-between }
.choice .icon { color: var(--accent); margin-inline-end: .3em }
progress { display: block; appearance: none; width: 100%; height: .45rem; margin: .2rem 0; border: 0; border-radius: 1rem; overflow: hidden; background: var(--tint) }
progress::-webkit-progress-bar { background: var(--tint) }
progress::-webkit-progress-value { border-radius: 1rem; background: var(--accent) }
progress::-moz-progress-bar { border-radius: 1rem; background: var(--accent) }
.call { display: flex; gap: .6rem; align-items: center; padding: .2rem 0 }
.call .icon { width: 2.2rem; height: 2.2rem; padding: .5rem; border-radius: 50%; background: var(--tint); color: var(--accent) }
.call.missed, .call.missed .icon { color: var(--warning) }
.preview { margin: .15rem 0 .35rem; border-radius: .7rem; background: var(--tint); overflow: hidden; max-width: 22rem }
.preview > a { display: block; color: inherit; text-decoration: none }
.preview img { width: 100%; max-height: 11rem; object-fit: cover }
.preview .about { padding: .45rem .65rem }
.preview .about > span { font-size: .88rem; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden }

.lightbox { width: 100vw; height: 100vh; max-width: none; max-height: none; padding: 0; border: 0; background: #000e; color: #fff }
.lightbox img { position: absolute; inset: 3.5rem 0 2.5rem; width: 100%; height: calc(100% - 6rem); object-fit: contain }
.lightbox button { position: absolute; width: 3rem; height: 3rem; border: 0; border-radius: 50%; background: #fff2; color: #fff; font-size: 1.4rem; cursor: pointer }
.lightbox .close { top: .6rem; right: .6rem }
.lightbox .previous { left: .6rem; top: calc(50% - 1.5rem) }
.lightbox .following { right: .6rem; top: calc(50% - 1.5rem) }
.lightbox p { position: absolute; bottom: .7rem; width: 100%; text-align: center; font-size: .85rem }
`;
