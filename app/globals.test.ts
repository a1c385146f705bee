import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./globals.css', import.meta.url), 'utf8');
const schemes = ['light', 'dark'] as const;

/** WCAG 2.2 SC 1.4.3: text. */
const TEXT = 4.5;
/** WCAG 2.2 SC 1.4.11: edges of controls, focus, icons that carry meaning. */
const EDGE = 3;

const grounds = ['canvas', 'rail', 'surface', 'sunken', 'hover'];
const states = ['approved', 'stopped', 'awaiting', 'unknown', 'neutral', 'refunded'];

describe.each(schemes)('colours on a %s screen', (scheme) => {
  const contrast = (ink: string, ground: string) =>
    ratio(luminance(token(ink, scheme)), luminance(token(ground, scheme)));

  it.each(grounds)('can be read on %s', (ground) => {
    for (const ink of ['ink', 'ink-soft', 'ink-faint', 'accent', ...states]) {
      expect(contrast(ink, ground), `${ink} on ${ground}`).toBeGreaterThanOrEqual(TEXT);
    }
  });

  it('can be read on the tint of each state and of a selection', () => {
    for (const state of [...states, 'accent']) {
      for (const ink of [state, 'ink', 'ink-soft']) {
        expect(contrast(ink, `${state}-tint`), `${ink} on ${state}-tint`).toBeGreaterThanOrEqual(TEXT);
      }
    }
    // Every state also stands in a selected row.
    for (const state of states) expect(contrast(state, 'accent-tint'), state).toBeGreaterThanOrEqual(TEXT);
  });

  it('can be read on what is filled: buttons, the sandbox band, paper', () => {
    const pairs = [
      ['on-accent', 'accent'],
      ['on-accent', 'accent-strong'],
      ['on-stopped', 'stopped'],
      ['on-stopped', 'stopped-strong'],
      ['on-sandbox', 'sandbox'],
      ['canvas', 'ink'],
      ['on-paper', 'paper'],
    ] as const;
    for (const [ink, ground] of pairs)
      expect(contrast(ink, ground), `${ink} on ${ground}`).toBeGreaterThanOrEqual(TEXT);
  });

  it('show where a control ends and where the focus is', () => {
    for (const ground of grounds) {
      for (const edge of ['line-firm', 'focus']) {
        if (edge === 'line-firm' && ground === 'hover') continue; // no control is bounded inside a hovered row
        expect(contrast(edge, ground), `${edge} on ${ground}`).toBeGreaterThanOrEqual(EDGE);
      }
    }
    expect(contrast('focus', 'accent-tint')).toBeGreaterThanOrEqual(EDGE);
    expect(contrast('line-firm', 'surface')).toBeGreaterThanOrEqual(EDGE);
  });

  it('exist on every screen: none lies outside of sRGB', () => {
    for (const match of css.matchAll(/--color-([\w-]+): light-dark/g)) {
      for (const channel of linearRgb(token(match[1] ?? '', scheme))) {
        expect(channel, match[1]).toBeGreaterThan(-0.002);
        expect(channel, match[1]).toBeLessThan(1.002);
      }
    }
  });
});

type Oklch = { l: number; c: number; h: number };

function token(name: string, scheme: (typeof schemes)[number]): Oklch {
  const pair = new RegExp(`--color-${name}: light-dark\\(oklch\\(([^)]+)\\), oklch\\(([^)]+)\\)\\)`).exec(
    css,
  );
  const text = pair?.[scheme === 'light' ? 1 : 2];
  if (!text) throw new Error(`No colour named ${name}`);
  const [l = 0, c = 0, h = 0] = text.split(/[\s/]+/).map(Number);
  return { l, c, h };
}

/** Linear-light sRGB of a colour; the matrices are those of CSS Color 4 §10. */
function linearRgb({ l, c, h }: Oklch): [number, number, number] {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
}

function luminance(colour: Oklch): number {
  const [r, g, b] = linearRgb(colour);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
