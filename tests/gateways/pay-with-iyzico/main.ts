import { parseArgs } from 'node:util';
import { portOf, readConfig, reasonOf, runGateway, stop } from '../shared/command-line.ts';
import { startPayWithIyzicoGateway } from './server.ts';
import { gatewayConfig } from './settings.ts';

const usage =
  'Usage: node tests/gateways/pay-with-iyzico/main.ts --port 4501 --config <file.json> [--data <state.json>]';

function readArguments() {
  try {
    const option = { type: 'string' } as const;
    const { values } = parseArgs({ options: { port: option, config: option, data: option } });
    const port = portOf(values.port);
    if (port === null || !values.config) return stop(usage);
    return { port, config: values.config, data: values.data };
  } catch (error) {
    return stop(`${reasonOf(error)} ${usage}`);
  }
}

const { port, config, data } = readArguments();
const { accounts, settings } = readConfig(gatewayConfig, config);

await runGateway([port], async () => {
  const gateway = await startPayWithIyzicoGateway({ port, accounts, settings, dataFile: data });
  return { close: gateway.close, announcement: { url: gateway.url } };
});
