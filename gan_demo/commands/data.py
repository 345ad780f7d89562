"""List the data sets, or prepare one."""

from argparse import ArgumentParser, Namespace

from .progress import bar


def flags(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("list", help="what there is and what is ready")
    prepare = actions.add_parser("prepare", help="draw, unpack or download a data set")
    prepare.add_argument("name")
    prepare.add_argument("--size", type=int, help="picture side in pixels")
    prepare.add_argument("--count", type=int, help="pictures, where the data set is drawn")


def run(given: Namespace) -> int:
    from ..data import find, sources

    if given.action == "list":
        for source in sources().values():
            sizes = "/".join(map(str, source.sizes))
            ready = source.count(source.sizes[0])
            labels = " ".join(source.labels[:4])
            print(f"{source.name:15} {source.title.en:22} {sizes:>10} px  {ready:>7,} ready  {labels}")
        return 0
    source = find(given.name)
    count = {"count": given.count} if given.count else {}
    for _ in bar(source.prepare(given.size or source.sizes[0], **count), source.name):
        pass
    return 0
