import { parseArgs } from 'node:util';
import { portOf, readConfig, reasonOf, runGateway, stop } from '../shared/command-line.ts';
import { startInterpayGateway } from './server.ts';
import { gatewayConfig } from './settings.ts';

const usage =
  'Usage: node tests/gateways/interpay/main.ts --port 4401 [--second-port 4402] --config <file.json> [--data <state.json>]';

function readArguments() {
  try {
    const option = { type: 'string' } as const;
    const { values } = parseArgs({
      options: { port: option, 'second-port': option, config: option, data: option },
    });
    const port = portOf(values.port);
    const secondPort = portOf(values['second-port'] ?? '0');
    if (port === null || secondPort === null || !values.config) return stop(usage);
    return { port, secondPort, config: values.config, data: values.data };
  } catch (error) {
    return stop(`${reasonOf(error)} ${usage}`);
  }
}

const { port, secondPort, config, data } = readArguments();
const { accounts, settings } = readConfig(gatewayConfig, config);

await runGateway([port, secondPort], async () => {
  const gateway = await startInterpayGateway({ port, secondPort, accounts, settings, dataFile: data });
  return { close: gateway.close, announcement: { url: gateway.url, secondUrl: gateway.secondUrl } };
});
