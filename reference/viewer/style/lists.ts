/** The list of chats, the pages about a chat, and the search; and all of it on paper. */
export const LISTS = `
.chats { background: var(--panel) }
.chats h1 { flex: 1; font-size: 1.25rem; font-weight: 700 }
.find { display: none; padding: .6rem .75rem; position: sticky; top: 3.75rem; z-index: 2; background: var(--panel) }
.scripted .find { display: block }
.find input { width: 100%; padding: .55rem .9rem; border: 1px solid transparent; border-radius: 2rem; background: var(--tint) }
.find input:focus { outline: none; border-color: var(--accent) }
.row { display: flex; gap: .8rem; align-items: center; padding: .6rem .9rem; color: inherit; text-decoration: none; scroll-margin-top: 8rem }
.row:hover, .row:focus-visible { background: var(--tint); outline: none }
.row:target { background: light-dark(#e3f3ec, #20332d) }
.row .words { flex: 1; min-width: 0 }
.row .line { display: flex; gap: .5rem; align-items: baseline }
.row b, .row .last { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.row .last, .row time { color: var(--soft) }
.row .last { font-size: .92rem }
.row time { font-size: .78rem }
.row .icon { color: var(--soft) }
.badge { min-width: 1.35rem; padding: 0 .4rem; border-radius: 1rem; background: var(--accent); color: var(--panel); font-size: .78rem; font-weight: 600; text-align: center }
.fold > summary { padding: .8rem 1rem; color: var(--accent); font-weight: 600 }
.home { padding: 1rem; font-size: .85rem; color: var(--soft) }
.home > :is(.icon, h2) { display: none }
.chats + .home { background: var(--panel) }
.home-page { background: var(--panel) }
@media (min-width: 62rem) {
  .home-page .chats { width: var(--side); min-height: 100vh; border-inline-end: 1px solid var(--line) }
  .home-page { display: flex; background: var(--page) }
  .home > :is(.icon, h2) { display: block }
  .home > .icon { width: 2.5rem; height: 2.5rem }
  .chats + .home { display: grid; flex: 1; font-size: 1rem; background: none; place-content: center; justify-items: center; gap: .6rem; height: 100vh; position: sticky; top: 0; padding: 2rem; text-align: center; color: var(--soft) }
  .home h2 { font-size: 1.5rem; font-weight: 600; color: var(--text) }
  .home p { max-width: 30rem }
}
.about-chat { display: flex; flex-direction: column; align-items: center; gap: .35rem; text-align: center }
.about-chat h2 { margin: .4rem 0 0; font-size: 1.4rem; color: inherit }
.members li { display: flex; gap: .7rem; align-items: center; padding: .35rem 0 }
.members .avatar { width: 2.2rem; height: 2.2rem; font-size: .8rem }
.members small { margin-inline-start: auto; text-align: end }
.years li + li { margin-top: .8rem }
.months { display: grid; grid-template-columns: repeat(auto-fill, minmax(6.2rem, 1fr)); gap: .4rem; margin-top: .3rem }
.months a { padding: .4rem .5rem; border-radius: .6rem; background: var(--tint); text-align: center; text-decoration: none }
.months small { display: block }
.calls li { display: flex; gap: .8rem; align-items: center; padding: .55rem 0; border-bottom: 1px solid var(--line) }
.calls .words { flex: 1; min-width: 0 }
.calls time { color: var(--soft); font-size: .82rem }
.hits a { display: block; padding: .7rem .9rem; margin-bottom: .4rem; border-radius: .8rem; background: var(--panel); color: inherit; text-decoration: none }
.hits a:hover, .hits a:focus-visible { box-shadow: 0 0 0 2px var(--accent) }
.hits small { display: flex; gap: .5rem; justify-content: space-between }
.hits p { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden }
mark { border-radius: .2em; background: light-dark(#ffe58a, #7a6212); color: inherit }
.search .find { position: static; padding: 0 0 .8rem; background: none }
.search .find input { background: var(--panel) }
.more { display: block; margin: 1rem auto; padding: .5rem 1.2rem; border: 0; border-radius: 2rem; background: var(--panel); color: var(--accent); cursor: pointer }
[hidden] { display: none !important }

@media print {
  :root, [data-theme] { color-scheme: light; --page: #fff; font-size: 10pt }
  .side, .pager, .wallpaper, .bar .tool, .find, .home, .skip { display: none !important }
  .paired { padding-left: 0 }
  .bar, .day > h2 { position: static }
  .message:not(.is-emoji, .is-sticker) > .bubble, .day > h2, .reactions li { box-shadow: none; border: 1px solid #bbb }
  .message, .system, .card { break-inside: avoid }
  .day > h2 { break-after: avoid }
  .photo img, .bubble video { max-height: 9cm }
  audio { display: none }
  .spoiler { background: none; color: inherit }
}
`;
