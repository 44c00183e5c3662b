// Cannot start: it lacks something, and says so.
console.error("ModuleNotFoundError: No module named 'keepsake'");
process.exit(3);
