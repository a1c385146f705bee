import { type ComponentType, lazy } from 'react';

/**
 * A part that no page loads before somebody uses it, such as what stands in a sheet: the part, to be put into a `Suspense`, and
 * `near`, which goes onto the button that opens it, so that it is there by the time the button is pressed.
 */
export function onUse<Props>(load: () => Promise<{ default: ComponentType<Props> }>) {
  const warm = () => void load().catch(() => undefined);
  return { Part: lazy(load), near: { onPointerEnter: warm, onFocus: warm } };
}
