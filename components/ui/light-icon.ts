import { createElement, type SVGProps } from 'react';

/** The lines of an icon: elements with their attributes, drawn on a square of 24. */
type IconLines = { node: [tag: string, attributes: Record<string, string>][] };

/**
 * Makes a component of the lines of an icon. The bundler puts it in the place of lucide's own maker (`next.config.ts`), which can
 * do far more than we ask of an icon, weighs as much as all icons of a page, and runs in the browser only: this one draws on the
 * server what does not change. An icon says nothing to a screen reader, unless it is given a name.
 */
export default function createIcon({ node }: IconLines) {
  return function Icon(props: SVGProps<SVGSVGElement>) {
    return createElement(
      'svg',
      {
        xmlns: 'http://www.w3.org/2000/svg',
        width: 24,
        height: 24,
        viewBox: '0 0 24 24',
        fill: 'none',
        stroke: 'currentColor',
        strokeWidth: 2,
        strokeLinecap: 'round',
        strokeLinejoin: 'round',
        'aria-hidden': !('aria-label' in props || 'aria-labelledby' in props || 'role' in props),
        ...props,
      },
      node.map(([tag, attributes]) => createElement(tag, attributes)),
    );
  };
}
