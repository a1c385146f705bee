import { getRuntime } from '#server/runtime/runtime.ts';
import { leaveForProvider } from '#server/single-sign-on/handle-sign-on.ts';

/** Where the button of single sign-on leads. Opens nothing: it sends a browser to the provider. */
export function GET(request: Request): Promise<Response> {
  return leaveForProvider(getRuntime(), request);
}
