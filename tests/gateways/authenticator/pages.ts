import { escapeHtml, htmlPage } from '../shared/html.ts';
import type { ShownCode } from './server.ts';

const SANDBOX = { name: 'Authenticator of the sandbox', links: [['/', 'Codes']] as const };

const STYLE = `
.code { font-size: 1.6rem; letter-spacing: .15em; font-family: ui-monospace, monospace; }
progress { width: 100%; height: .5rem; }
form { display: flex; gap: .5rem; flex-wrap: wrap; align-items: end; margin: 1.5rem 0; }
label { display: grid; gap: .25rem; }
`;

/** Asks for the codes again, so that a page that was left open never shows an old one. */
const SCRIPT = `
const asked = new URLSearchParams(location.search);
setInterval(async () => {
  const { codes, endsInMs } = await (await fetch('/sim/codes?' + asked)).json();
  document.querySelectorAll('.code').forEach((place, index) => { place.textContent = inHalves(codes[index].code); });
  document.querySelector('progress').value = endsInMs;
}, 1000);
function inHalves(code) { return code.slice(0, 3) + ' ' + code.slice(3); }
`;

/** The codes of everybody, counting down, and of a secret that is typed in. */
export function codesPage(shown: { codes: readonly ShownCode[]; endsInMs: number }, own: string): string {
  const tiles = shown.codes.map(
    ({ name, email, code }) =>
      `<div class="tile"><h2>${escapeHtml(name)}</h2><p class="soft">${escapeHtml(email)}</p><p class="code">${code.slice(0, 3)} ${code.slice(3)}</p></div>`,
  );
  return htmlPage(
    SANDBOX,
    'Codes',
    `<h1>Codes</h1>
<p class="soft">What the phone of each of them shows now. Each code works once.</p>
<progress max="30000" value="${shown.endsInMs}" aria-label="Until the next code"></progress>
<form><label>A secret that Vezne shows to somebody new <input name="secret" value="${escapeHtml(own)}" size="44" autocomplete="off"></label><button>Show its code</button></form>
<div class="tiles">${tiles.join('')}</div><script>${SCRIPT}</script>`,
    STYLE,
  );
}
