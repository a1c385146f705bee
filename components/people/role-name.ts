import type { Messages } from '#server/i18n/messages.ts';

/** What somebody is to a merchant; its words are `frame.roles`. */
export type RoleName = keyof Messages['frame']['roles'];
