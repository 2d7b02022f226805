"""Run every benchmark: `python -m benchmarks`."""

from benchmarks import days, embed, engine, line, sessions, startup, toggle


def main() -> None:
    """Print each benchmark's ratios."""
    for benchmark in (engine, line, days, startup, toggle, sessions, embed):
        print((benchmark.__doc__ or "").strip().splitlines()[0])
        print("\n".join(f"  {row}" for row in benchmark.run()), end="\n\n")


if __name__ == "__main__":
    main()
