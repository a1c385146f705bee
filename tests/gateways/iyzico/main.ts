import { parseArgs } from 'node:util';
import { portOf, readConfig, reasonOf, runGateway, stop } from '../shared/command-line.ts';
import { startIyzicoGateway } from './server.ts';
import { gatewayConfig } from './settings.ts';

const usage =
  'Usage: node tests/gateways/iyzico/main.ts --port 4301 --config <file.json> [--data <state.json>]';

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
const { clients, settings } = readConfig(gatewayConfig, config);

await runGateway([port], async () => {
  const gateway = await startIyzicoGateway({ port, clients, settings, dataFile: data });
  return { close: gateway.close, announcement: { url: gateway.url } };
});
