import { Minus } from 'lucide-react';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import createIcon from './light-icon.ts';

const Icon = createIcon({ node: [['path', { d: 'M5 12h14', key: '1ays0h' }]] });

it('an icon is drawn as lucide draws it, but for the names of its classes', () => {
  const props = { className: 'size-4', 'data-x': 'y' };
  const drawn = (what: typeof Icon | typeof Minus) =>
    elementsOf(renderToStaticMarkup(createElement(what, props)));
  expect(drawn(Icon)).toEqual(drawn(Minus));
});

it('an icon is hidden from screen readers unless it has a name', () => {
  expect(renderToStaticMarkup(createElement(Icon))).toContain('aria-hidden="true"');
  expect(renderToStaticMarkup(createElement(Icon, { 'aria-label': 'Home' }))).toContain(
    'aria-hidden="false"',
  );
});

/** Each element with its attributes in order of name. */
function elementsOf(markup: string): string[][] {
  return [...markup.replaceAll(/lucide(?:-\w+)* ?/g, '').matchAll(/<\w+([^>]*)>/g)].map(
    ([, attributes = '']) =>
      [...attributes.matchAll(/[\w-]+="[^"]*"/g)].map(([attribute]) => attribute).sort(),
  );
}
