/** How the drawn terminal looks; narrow screens put the people under the device. */
export const terminalStyle = `
.desk { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 20rem) minmax(0, 1fr); align-items: start; }
.pos { position: relative; background: linear-gradient(160deg, #39424f, #171c23); border-radius: 2rem;
  padding: 1.1rem 1.1rem 1.5rem; box-shadow: 0 1rem 2.5rem rgb(0 0 0 / .35), inset 0 1px 0 rgb(255 255 255 / .18); }
.slot { height: .5rem; border-radius: 1rem; background: #05070a; margin: 0 .75rem 1rem; }
.screen { background: #0d2b3a; color: #e8f6ff; border-radius: .9rem; padding: .75rem 1rem; min-height: 13rem;
  display: flex; flex-direction: column; box-shadow: inset 0 0 1.5rem rgb(0 0 0 / .5); transition: background .2s; }
.screen[data-state=waiting] { background: #0b4a6e; }
.screen[data-state=approved] { background: #0a5c3f; }
.screen[data-state=declined], .screen[data-state=cancelled], .screen[data-state=refused] { background: #74202b; }
.screen[data-state=no-answer], .screen[data-state=offline] { background: #5a4310; }
.bar { display: flex; justify-content: space-between; font-size: .75rem; opacity: .75; }
.words { flex: 1; display: flex; flex-direction: column; }
.title { margin-top: 1rem; font-weight: 600; letter-spacing: .06em; }
.amount { font-size: 2.35rem; line-height: 1.2; font-weight: 700; white-space: nowrap; }
.hint { margin-top: auto; min-height: 3em; }
.keys { display: grid; grid-template-columns: repeat(3, 1fr); gap: .45rem; margin-top: 1rem; }
.keys i { font-style: normal; text-align: center; padding: .35rem 0; border-radius: .5rem; background: #4a5563;
  color: #eef2f7; font-weight: 600; box-shadow: 0 2px 0 #0c0f13; }
.keys .red { background: #b3303d; } .keys .yellow { background: #c08a12; } .keys .green { background: #1f8a5b; }
.paper { background: #fffdf6; color: #22262c; font: .78rem/1.5 ui-monospace, monospace; margin: 0 1.1rem -.2rem;
  padding: .9rem .8rem 1rem; box-shadow: 0 .2rem .6rem rgb(0 0 0 / .3); animation: feed .5s ease-out;
  clip-path: polygon(0 6px, 4% 0, 8% 6px, 12% 0, 16% 6px, 20% 0, 24% 6px, 28% 0, 32% 6px, 36% 0, 40% 6px, 44% 0,
    48% 6px, 52% 0, 56% 6px, 60% 0, 64% 6px, 68% 0, 72% 6px, 76% 0, 80% 6px, 84% 0, 88% 6px, 92% 0, 96% 6px,
    100% 0, 100% 100%, 0 100%); }
.paper div { display: flex; justify-content: space-between; gap: .5rem; }
.paper .strong { font-weight: 700; }
.paper .centred { justify-content: center; text-align: center; white-space: pre-wrap; }
.paper .inverse { background: #22262c; color: #fffdf6; }
@keyframes feed { from { transform: translateY(1.5rem); opacity: 0; } }
@media (prefers-reduced-motion: reduce) { .paper { animation: none; } .screen { transition: none; } }
.people { display: grid; gap: 1rem; }
.acts { display: grid; grid-template-columns: repeat(6, 1fr); gap: .5rem; }
.acts button { grid-column: span 2; padding: 0 .25rem; }
.acts .yes { background: var(--accent); color: var(--accent-ink); border-color: transparent; min-height: 3.5rem;
  grid-column: span 3; }
.fields { display: grid; gap: .6rem; margin-top: .8rem; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); }
.fields label { display: grid; gap: .2rem; font-size: .85rem; color: var(--soft); }
.fields select, .fields input { color: var(--ink); width: 100%; }
#said { min-height: 1.5em; margin: 0; }
@media (max-width: 48rem) { .desk { grid-template-columns: minmax(0, 1fr); } .pos { max-width: 22rem; width: 100%;
  margin: 0 auto; } .keys { display: none; } .screen { min-height: 10rem; } }
`;
