/**
 * Header in which the proxy tells a page its own path with query, which the framework does not. Only ever used to come back
 * after signing in: whoever forges it leads nobody but himself astray.
 */
export const REQUEST_PATH_HEADER = 'x-vezne-path';
