/** A page of signing in that leads on to a path of our own. */
export function withReturn(page: string, goTo: string): string {
  return goTo === '/' ? page : `${page}?${new URLSearchParams({ callbackUrl: goTo })}`;
}
