/** ES modules need no transform; jest itself runs with `node --experimental-vm-modules`. */
export default { rootDir: import.meta.dirname, transform: {}, testMatch: ['**/*.test.js'] }
