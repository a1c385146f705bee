import { getRuntime } from '#server/runtime/runtime.ts';
import { comeFromProvider } from '#server/single-sign-on/handle-sign-on.ts';

/** Where the provider of single sign-on sends a browser back. */
export function GET(request: Request): Promise<Response> {
  return comeFromProvider(getRuntime(), request);
}
