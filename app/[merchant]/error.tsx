'use client';

import PageFailure from '#app/error.tsx';

export default PageFailure;
