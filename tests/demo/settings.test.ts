import path from 'node:path';
import { expect, test } from 'vitest';
import { readSettings } from './settings.ts';

test('without any variable the demo uses its usual ports and keeps its data', () => {
  expect(readSettings({})).toEqual({
    portalPort: 4300,
    gatewayPort: 4301,
    interpayPort: 4303,
    interpaySecondPort: 4304,
    onlinePort: 4305,
    mailPort: 4306,
    smtpPort: 4307,
    authenticatorPort: 4308,
    databasePort: 4302,
    directory: path.resolve('.data/demo'),
    isThrowAway: false,
  });
});

test('every port and the directory can be moved', () => {
  const moved = readSettings({
    VEZNE_PORT: '5000',
    VEZNE_GATEWAY_PORT: '5001',
    VEZNE_INTERPAY_PORT: '5003',
    VEZNE_INTERPAY_SECOND_PORT: '5004',
    VEZNE_ONLINE_PORT: '5005',
    VEZNE_MAIL_PORT: '5006',
    VEZNE_SMTP_PORT: '5007',
    VEZNE_AUTHENTICATOR_PORT: '5008',
    VEZNE_DATA: '/srv/demo',
  });
  expect(moved).toMatchObject({
    portalPort: 5000,
    gatewayPort: 5001,
    interpayPort: 5003,
    interpaySecondPort: 5004,
    onlinePort: 5005,
    mailPort: 5006,
    smtpPort: 5007,
    authenticatorPort: 5008,
    databasePort: 4302,
    directory: '/srv/demo',
  });
});

test.each(['0', '65536', '-1', '4e3', 'http', '43 00', '٤٣٠٠'])(
  '«%s» is refused as a port, naming its variable',
  (text) => {
    expect(() => readSettings({ VEZNE_PORT: text })).toThrow('VEZNE_PORT must be a port');
  },
);

test('one port for two things is refused', () => {
  expect(() => readSettings({ VEZNE_PORT: '4301' })).toThrow('must be a port of its own');
  expect(() => readSettings({ VEZNE_INTERPAY_PORT: '4304' })).toThrow('VEZNE_INTERPAY_SECOND_PORT');
});
