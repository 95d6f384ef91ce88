"""provisional"""
import click, pathlib
@click.group()
def main(): pass
@main.command()
@click.argument("raw", nargs=-1)
@click.option("-o", "out")
def clean(raw, out):
    from pipeline.api import clean as c
    for r in raw:
        p=pathlib.Path(r); res=c(p.read_bytes(), name=p.stem)
        pathlib.Path(out).mkdir(exist_ok=True,parents=True)
        pathlib.Path(out,p.name).write_text(res.text)
        with open(pathlib.Path(out,p.stem+".corr.tsv"),"w") as f:
            for one in [*res.corrections,*res.suspects]:
                f.write("\t".join([one.stage,one.rule,one.confidence,repr(one.before),repr(one.after),repr(one.evidence)])+"\n")
