import type { HttpTransport } from '#server/gateways/http.ts';
import { INTERPAY_HOSTS } from '../plant-merchants.ts';
import { PAGES_HOST } from '../plant-pages.ts';
import type { SimulatedProcess } from '../process.ts';
import type { World } from '../world.ts';

/** The way from one of our processes to whichever provider an address belongs to. */
export function transportOf(world: World, process: SimulatedProcess): HttpTransport {
  const iyzico = world.network.transportFor(process);
  const interpay = world.interpay.transportFor(process);
  const pages = world.pages.transportFor(process);
  const of = (url: string) => (isInterpay(url) ? interpay : isPages(url) ? pages : iyzico);
  return {
    post: (call) => of(call.url).post(call),
    get: (call) => of(call.url).get(call),
    allows: (url) => isInterpay(url) || isPages(url) || URL.parse(url)?.hostname === 'provider.test',
  };
}

function isInterpay(url: string): boolean {
  return Object.values(INTERPAY_HOSTS).some((host) => url.startsWith(`${host}/`) || url === host);
}

function isPages(url: string): boolean {
  return url.startsWith(`${PAGES_HOST}/`);
}
